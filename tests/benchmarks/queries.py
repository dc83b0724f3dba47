"""The queries that are typed, key by key; after each key the rows are waited for.

The first of each pair is the place in the rail where the typing begins ("" for everything). Among
them are the nasty ones: one letter, the commonest words, common words together, a common word as a
long prefix, phrases, words of unselective fields, numbers, and words that are nowhere.
"""

QUERIES: tuple[tuple[str, str], ...] = (
    # One letter, and the commonest words
    ("", "a"),
    ("", "t"),
    ("", "z"),
    ("", "1"),
    ("", "the"),
    ("", "of"),
    ("agreement", "t"),
    ("official", "a"),
    # A common word as a long prefix
    ("", "defence"),
    ("", "cooperation"),
    ("engagement", "understanding"),
    ("agreement", "memorandum of und"),
    # Common words together
    ("", "the of and"),
    ("", "defence cooperation security"),
    ("", "a b c d"),
    ("engagement", "minister agreed joint"),
    ("official", "the defence minister"),
    # Words of unselective fields
    ("", "india"),
    ("", "restricted"),
    ("", "meeting"),
    ("engagement", "held"),
    ("engagement", "india united states"),
    ("agreement", "india"),
    ("official", "united kingdom"),
    # Phrases
    ("", '"joint working group"'),
    ("", '"new delhi"'),
    ("engagement", '"the defence"'),
    ("agreement", '"memorandum of understanding"'),
    # Names of people and places
    ("", "karan"),
    ("", "rajesh sharma"),
    ("official", "lars"),
    ("", "trincomalee"),
    ("", "łódź"),
    ("", "Sao Paulo"),
    ("", "राजेश"),
    ("", "DA NANG"),
    # Spelling pairs, references and numbers
    ("", "defense"),
    ("", "programme"),
    ("", "E4000"),
    ("", "A12"),
    ("", "2023/1"),
    ("", "2+2"),
    # Seldom together, and nowhere
    ("agreement", "helicopter quantum titanium"),
    ("", "hydrographic survey port blair"),
    ("", "zzxqv"),
    ("engagement", "the zzxqv"),
    ("official", "qqqq"),
)
