"""People and what became of their talks, in words."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import format_datetime
from flask_babel import gettext as _

from models import Participant, ProfileState, Talk, TalkPlanning
from webapp.workshop_talks.queries import PlanPage


def partner_of(person: Participant, talk: Talk) -> Participant:
    """With whom somebody talks."""
    return talk.professor if talk.company_id == person.id else talk.company


def person_words(person: Participant) -> str:
    """Name and organisation."""
    words = ", ".join(each for each in (person.name, person.organisation) if each)
    return words or _("Name nicht mehr gespeichert")


def chair_of(person: Participant) -> str | None:
    """What everybody may read in the public profile; nothing of one that is not published."""
    profile = person.profile
    is_public = profile is not None and profile.state is ProfileState.PUBLISHED
    return profile.chair if profile is not None and is_public else None


def reason_without(person: Participant, page: PlanPage) -> str:
    """Why somebody has no talk, as far as it is about the day and nobody's answer."""
    if person.left_at is not None:
        return _("Ist gegangen.")
    if page.breaks.get(person.id, 0) >= len(page.rounds) > 0:
        return _("Kann in keiner Runde.")
    if page.last is not None and page.last.is_for_those_present and not person.is_there:
        return _("War beim Planen noch nicht da.")
    if page.last is None:
        return _("Es gibt noch keinen Plan.")
    if page.last.finished_at is not None and person.registered_at > page.last.finished_at:
        return _("Hat sich nach dem letzten Plan angemeldet.")
    return _("Es fand sich niemand, der noch Zeit hatte.")


def change_words(change: list[str], names: Mapping[str, Participant]) -> tuple[str, str]:
    """Who, and what changed for them."""
    people = " – ".join(
        person_words(names[each]) if each in names else _("Name nicht mehr gespeichert")
        for each in change[:2]
    )
    before, after = change[2:]
    if not after:
        return people, _("entfällt (war um %(time)s Uhr)", time=_clock(before))
    if not before:
        return people, _("neu um %(time)s Uhr", time=_clock(after))
    return people, _(
        "jetzt um %(time)s Uhr statt um %(old)s Uhr", time=_clock(after), old=_clock(before)
    )


def changes_of(planning: TalkPlanning, names: Mapping[str, Participant]) -> list[tuple[str, str]]:
    """What the last plan changed, by people."""
    return sorted(change_words(each, names) for each in planning.changes)


def _clock(moment: str) -> str:
    return format_datetime(datetime.fromisoformat(moment), "H:mm")
