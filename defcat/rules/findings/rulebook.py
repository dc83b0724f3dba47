"""The rules, by name, in the order in which they are listed: what is likely wrong comes first."""

from defcat.kinds import KINDS
from defcat.rules.findings import (
    agreements,
    broken,
    circular,
    lifetimes,
    offices,
    order,
    posts,
    twice,
)
from defcat.rules.findings import sources as cited
from defcat.rules.findings.finding import Rule, Scope
from defcat.rules.findings.reading import by_id

_MOST = ("agreement", "official", "engagement", "organisation", "commitment")

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "force-before-signature",
            "In force before it was signed",
            ("agreement",),
            order.force_before_signature,
        ),
        Rule("end-before-start", "Ended before it began", tuple(KINDS), order.end_before_start),
        Rule(
            "before-it-existed",
            "Before it existed, or after it was no more",
            ("agreement", "engagement", "official"),
            lifetimes.before_it_existed,
            others=("official", "organisation"),
        ),
        Rule(
            "post-overlap",
            "Two holders of one post",
            ("official",),
            posts.post_overlap,
            Scope.POST,
            posts.by_post(posts.post_overlap),
        ),
        Rule(
            "post-gap",
            "Nobody held the post",
            ("official",),
            posts.post_gap,
            Scope.POST,
            posts.by_post(posts.post_gap),
        ),
        Rule(
            "office-not-held",
            "Another office that day",
            ("engagement", "agreement"),
            offices.office_not_held,
            parts=by_id(offices.office_not_held, offices.STRETCH),
            others=("official",),
        ),
        Rule(
            "same-engagement-twice",
            "The same engagement twice",
            ("engagement",),
            twice.same_engagement_twice,
            Scope.PAIR,
            twice.engagements_by_day,
        ),
        Rule(
            "likely-duplicate",
            "Likely duplicates",
            ("official", "agreement", "organisation"),
            twice.likely_duplicate,
            Scope.PAIR,
            twice.duplicates_by_kind,
        ),
        Rule(
            "party-without-event",
            "Parties and events do not match",
            ("agreement",),
            agreements.party_without_event,
        ),
        Rule(
            "superseded-by-nothing",
            "Superseded by nothing",
            ("agreement",),
            agreements.superseded_by_nothing,
        ),
        Rule(
            agreements.DEADLINE,
            "Deadline not known to the day",
            ("agreement", "commitment"),
            agreements.deadline_from_partial_date,
        ),
        Rule(
            circular.CYCLIC_LINK,
            "Links that lead back",
            ("agreement", "engagement", "organisation"),
            circular.cyclic_link,
            parts=circular.all_links,
        ),
        Rule("sources-disagree", "Sources disagree", tuple(KINDS), cited.sources_disagree),
        Rule("broken-link", "Broken link", tuple(KINDS), broken.broken_link),
        Rule(
            "no-source",
            "Facts without a source",
            _MOST,
            cited.no_source,
            parts=by_id(cited.no_source, cited.STRETCH),
        ),
    )
}
