"""The cases of the demo: each need walks its way through the real transitions of the models."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import (
    Challenge,
    CorrectionKind,
    Gap,
    Job,
    JobKind,
    Neighbour,
    NoMatch,
    NoMatchReason,
    Outcome,
    SupportKind,
    ThemeCorrection,
)
from models.audit import append
from seed_data.case import LEAD_AFTER, Case
from seed_data.earlier import earlier_stories, themes_by_hand
from seed_data.introductions import introduce
from seed_data.keys import stable_id, stable_reference
from seed_data.moments import moment, promised_day
from seed_data.people import People
from seed_data.places import municipality_key, read_lines
from seed_data.review import review
from seed_data.topic_gaps import load_topic_gaps

FRESH = timedelta(hours=2)
"""How long ago the case for the walk through the demo was begun."""
TIME_TO_WRITE = timedelta(minutes=8)
VOCABULARY = "1"
"""The version of the list of themes that the managers of the demo looked at."""

SUPPORT_KINDS = {
    "Weiterbildung & Qualifizierung": SupportKind.TRAINING,
    "Beratung & Best Practices": SupportKind.ADVICE,
    "Technologietransfer & Prototypen": SupportKind.PROTOTYPES,
    "Infrastruktur & Synergien": SupportKind.INFRASTRUCTURE,
}


def load_cases(session: Session, at: datetime, people: People) -> None:
    """Every need with its story; the audit trail follows in the order of events."""
    needs = {row["id"]: row for row in read_lines("challenges.jsonl")}
    trail = []
    for story in [*read_lines("cases.jsonl"), *earlier_stories(at)]:
        need = needs.get(story["need"]) or {**needs[story["of"]], **story}
        challenge = _describe(people, need, story, at)
        session.add(challenge)
        case = Case(session, at, people, story, challenge)
        _tell(case)
        session.flush()
        trail += case.trail
    trail += load_topic_gaps(session, at, people)
    for entry in sorted(trail, key=lambda each: each.at):
        append(session, entry)


def _describe(
    people: People, need: dict[str, Any], story: dict[str, Any], at: datetime
) -> Challenge:
    company = people.companies[story.get("of", story["need"])]
    needed_in = story.get("needed_in")
    challenge = Challenge(
        id=stable_id("challenges", story["need"]),
        reference=stable_reference(story["need"]),
        company=company.company,
        entered_by=people.managers.get(story.get("entered_by", ""), company),
        title=need["title"],
        description=need["description"],
        language=need["lang"],
        municipality_ags=municipality_key(need["municipality"]),
        needed_by=(at + timedelta(days=needed_in)).date() if needed_in else None,
        created_at=moment(at, story["days"], 8, 40) if story["days"] else at - FRESH,
    )
    challenge.ask_for(SUPPORT_KINDS[each] for each in need["wanted"])
    return challenge


def _tell(case: Case) -> None:
    story, challenge = case.story, case.challenge
    if story.get("draft"):
        return
    _submit(case)
    if "withdrawn_after" in story:
        withdrawn_at = case.day(story["withdrawn_after"], 15)
        challenge.withdraw(withdrawn_at)
        case.note("zurueckgezogen", challenge, withdrawn_at, case.company)
        return
    if "lead" in story:
        taken_at = case.day(LEAD_AFTER, 9, 30)
        challenge.take_lead(case.manager, taken_at)
        case.note("federfuehrung_uebernommen", challenge, taken_at, case.manager)
    if "teaser" not in story and "outcome" not in story:
        _leave_to_the_worker(case)
        return
    review(case)
    introduce(case)
    _correct_themes(case)
    if "outcome" in story:
        _close(case)


def _correct_themes(case: Case) -> None:
    """What the case is about, as its lead put it by hand: the software reads open cases only."""
    by_hand = themes_by_hand().get(case.story["need"], []) if "outcome" in case.story else []
    for theme in case.story.get("themes", by_hand):
        case.session.add(
            ThemeCorrection(
                challenge=case.challenge, theme=theme, kind=CorrectionKind.ADDED,
                vocabulary=VOCABULARY, made_at=case.day(LEAD_AFTER, 11), made_by=case.manager,
            )
        )  # fmt: skip


def _submit(case: Case) -> None:
    submitted_at = min(case.at, case.challenge.created_at + TIME_TO_WRITE)
    case.challenge.submit(submitted_at, promised_day(submitted_at))
    case.note("eingereicht", case.challenge, submitted_at, case.challenge.entered_by)


def _leave_to_the_worker(case: Case) -> None:
    case.session.flush()
    case.session.add(
        Job(
            id=case.id_of("jobs"),
            kind=JobKind.MATCH_CHALLENGE,
            challenge_id=case.challenge.id,
            created_at=case.at,
        )
    )
    if not case.story["days"]:
        case.queue_mail("challenge_received", case.company)
        for manager in case.people.managers.values():
            case.queue_mail("challenge_arrived", manager)


def _close(case: Case) -> None:
    story, outcome = case.story, Outcome(case.story["outcome"])
    closed_at = case.day(story["closed_after"], 13, 20)
    case.challenge.close(
        outcome, closed_at, message=story.get("message", ""), note=story.get("note", "")
    )
    if "no_match" in story:
        _note_no_match(case, closed_at)
    case.note("abgeschlossen", case.challenge, closed_at, case.manager, outcome=outcome.value)


def _note_no_match(case: Case, at: datetime) -> None:
    """Why nobody fitted, which topic is missing, and where the company was sent."""
    decision = case.story["no_match"]
    sent_to = None
    if "neighbour" in decision:
        key = stable_id("neighbours", decision["neighbour"])
        sent_to = case.session.get_one(Neighbour, key)
        case.note("verweis_gegeben", case.challenge, at, case.manager, neighbour=key.hex)
    no_match = NoMatch(
        id=case.id_of("no_matches"),
        challenge=case.challenge,
        reason=NoMatchReason(decision["reason"]),
        neighbour=sent_to,
        noted_at=at,
        noted_by=case.manager,
    )
    if "topic" in decision:
        no_match.gap = Gap(id=case.id_of("gaps"), topic=decision["topic"], noted_at=at)
    case.session.add(no_match)
