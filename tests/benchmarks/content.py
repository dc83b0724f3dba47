"""What the generated catalogue is made of: places, names, posts, titles, and how often each comes.

All names are put together from these at random; who is called like somebody is not meant.
"""

from itertools import accumulate

CITIES = {
    "IN": ("New Delhi", "Bengaluru", "Mumbai", "Pune", "Goa"),
    "US": ("Washington", "Honolulu", "Norfolk", "San Diego"),
    "FR": ("Paris", "Toulon"),
    "GB": ("London", "Portsmouth"),
    "JP": ("Tokyo", "Yokosuka"),
    "AU": ("Canberra", "Sydney", "Perth"),
    "DE": ("Berlin", "Bonn"),
    "VN": ("Hanoi", "Đà Nẵng"),
    "SG": ("Singapore",),
    "ID": ("Jakarta", "Surabaya"),
    "PH": ("Manila", "Quezon City"),
    "KR": ("Seoul", "Busan"),
    "IL": ("Jerusalem", "Tel Aviv"),
    "AE": ("Abu Dhabi", "Dubai"),
    "EG": ("Cairo", "Alexandria"),
    "KE": ("Nairobi", "Mombasa"),
    "ZA": ("Pretoria", "Cape Town"),
    "BR": ("Brasília", "São Paulo"),
    "IT": ("Rome", "La Spezia"),
    "NO": ("Oslo", "Tromsø"),
    "PL": ("Warsaw", "Łódź"),
    "RU": ("Moscow", "Vladivostok"),
    "LK": ("Colombo", "Trincomalee"),
    "OM": ("Muscat", "Duqm"),
}
COUNTRIES = tuple(CITIES)
SHARES = tuple(accumulate(40 / (rank + 1) for rank in range(len(COUNTRIES))))
"""How often each country is met, added up: the desk's own in most records, the last one seldom."""

_GIVEN = """
Aarav Amit Anil Arjun Ashok Deepak Gopal Karan Kavita Lakshmi Meera Mohan Neha Nirmala Priya Rahul
Rajesh Ramesh Ravi Sanjay Sunita Suresh Vijay Adam Alice Anne Carlos Clara Claire Daniel David
Elena Émile Erik François Giulia Grace Hanna Hans Helen Hiroshi Ingrid Isabel James Jean John José
Julia Karl Kenji Laura Lars Linh Louis Lucía Marcus Maria Martin Michael Minh Nadia Naomi Nguyễn
Noor Olga Omar Paul Peter Pierre Robert Rosa Ruth Samuel Sarah Sofia Søren Stefan Tariq Thomas
Viktor Wei William Yasmin Yuki Zofia
"""
GIVEN = tuple(_GIVEN.split())
NATIVE = {
    "Amit": "अमित",
    "Anil": "अनिल",
    "Arjun": "अर्जुन",
    "Kavita": "कविता",
    "Meera": "मीरा",
    "Nirmala": "निर्मला",
    "Rajesh": "राजेश",
    "Sanjay": "संजय",
    "Sunita": "सुनीता",
    "Vijay": "विजय",
}
FIRST_PEOPLE = (
    ("Lloyd", "Austin", "US", None),
    ("Rajnath", "Singh", "IN", "राजनाथ सिंह"),
    ("Rajesh", "Sharma", "IN", "राजेश शर्मा"),
    ("Ingrid", "Sørensen", "NO", None),
    ("Juan", "Guaidó", "BR", None),
)
"""The first officials, who are met most: the first one in every twelfth meeting or so."""
OTHER_NAMES = (
    ("transliteration", "{family} {given}"),
    ("misspelling", "{given} {family}h"),
    ("alias", "{initial}. {family}"),
    ("former-name", "{given} {family}-{other}"),
)
RANKS = (None, None, None, "General", "Admiral", "Colonel", "Captain", "Air Marshal")
LANGUAGES = ("English", "Hindi, English", "French", "Japanese, English", "Arabic", "Portuguese")
POSTS = (
    "Minister of Defence",
    "Defence Secretary",
    "Chief of Defence Staff",
    "Chief of the Naval Staff",
    "Chief of the Air Staff",
    "Joint Secretary, International Cooperation",
    "National Security Adviser",
    "Ambassador",
    "Defence Attaché",
    "Director General, Acquisition",
    "Chief Executive",
    "Minister of Foreign Affairs",
)
HONORIFICS = (None, None, "Shri", "Smt", "Dr", "H.E.", "Gen", "Adm")
BODIES = ("Ministry of Defence", "Navy", "Army", "Air Force", "Coast Guard", "Foreign Ministry")
INSTRUMENTS = (
    ("mou", "Memorandum of Understanding on"),
    ("agreement", "Agreement on Cooperation in"),
    ("arrangement", "Implementing Arrangement on"),
    ("protocol", "Protocol on"),
    ("exchange-of-notes", "Exchange of Notes concerning"),
    ("roadmap", "Roadmap for"),
    ("letter-of-intent", "Letter of Intent on"),
)
MEETINGS = (
    ("bilateral-meeting", "Meeting on"),
    ("official-visit", "Visit on"),
    ("call", "Telephone call on"),
    ("joint-working-group", "Joint Working Group on"),
    ("staff-talks", "Staff Talks on"),
    ("exercise", "Exercise"),
    ("ministerial", "Defence Ministers' Dialogue on"),
    ("courtesy-call", "Courtesy call on"),
    ("roundtable", "Industry roundtable on"),
    ("port-call", "Port call at"),
)
MARKINGS = (None, None, None, None, "unclassified", "restricted", "restricted", "confidential")

STATES = (("held", 90), ("cancelled", 96), ("postponed", 100))
"""What became of a meeting whose day has come, with the shares of a hundred added up."""
MODES = ("in-person", "in-person", "in-person", "by-phone", "by-video", None)
VENUES = ("South Block", "Headquarters", "Naval Base", "Residence", "Convention Centre")
ROLES = ("principal", "principal", "co-chair", "member", "host", "observer", "note-taker")
OUTCOMES = ("decision", "deliverable", "statement", "agreement-signed")
TERMS = ("P1Y", "P3Y", "P5Y", "P5Y", "P10Y", "P20Y", "indefinite")
RENEWALS = ("none", "none", "by-consent", "automatic", None)
NOTICES = ("P3M", "P6M", "P6M", "P1Y", None)
REGISTERS = ("ministry-file", "ministry-file", "ministry-file", "unts", "tias", "treaty-series")
PROMISES = ("Send", "Draft", "Review", "Answer on", "Share", "Arrange", "Propose dates for")
PROMISED = ("open", "in-progress", "done", "done", "dropped")
