"""Plans to hand out: a page for each person, and one of the whole room."""

import uuid
from collections.abc import Sequence
from itertools import pairwise

from flask_babel import get_locale
from flask_babel import gettext as _

from models import Participant, Side, Talk, TalkRound, Workshop
from webapp.i18n import show_date
from webapp.printing import Block, Document, Grid, Heading, PageBreak, Paragraph
from webapp.workshop_talks.forms import time_of
from webapp.workshop_talks.queries import PlanPage
from webapp.workshop_talks.words import chair_of, partner_of, person_words


def personal_plans(workshop: Workshop, page: PlanPage, *, only_professors: bool) -> Document:
    """For each person who has a talk: when, where, with whom, and the pauses in between."""
    talks: dict[uuid.UUID, dict[uuid.UUID, Talk]] = {}
    people: dict[uuid.UUID, Participant] = {}
    for each in (talk for listed in page.talks.values() for talk in listed):
        for person in (each.company, each.professor):
            people[person.id] = person
            talks.setdefault(person.id, {})[each.round_id] = each
    blocks: list[Block] = []
    for person in sorted(people.values(), key=lambda each: (each.side.value, person_words(each))):
        if person.side is Side.PROFESSOR or not only_professors:
            if blocks:
                blocks.append(PageBreak())
            blocks += _day(person, page.rounds, talks[person.id], workshop)
    if not blocks:
        blocks = [Paragraph(_("Es sind noch keine Gespräche geplant."))]
    return _document(_("Gesprächspläne"), workshop, blocks)


def room_plan(workshop: Workshop, page: PlanPage) -> Document:
    """Round by round: the place, who sits there, and who comes."""
    blocks: list[Block] = []
    for each in page.rounds:
        blocks.append(Heading(time_of(each)))
        talks = page.talks.get(each.id, ())
        if not talks:
            blocks.append(Paragraph(_("Keine Gespräche."), is_quiet=True))
            continue
        rows = [
            (str(talk.place), person_words(talk.professor), person_words(talk.company))
            for talk in talks
        ]
        head = (_("Platz"), _("Hochschule"), _("Unternehmen"))
        blocks.append(Grid(head, rows, (False, False, False), shares=(0, 1, 1)))
    if not blocks:
        blocks = [Paragraph(_("Es sind noch keine Gespräche geplant."))]
    return _document(_("Raumplan der Einzelgespräche"), workshop, blocks)


def _day(
    person: Participant,
    rounds: Sequence[TalkRound],
    talks: dict[uuid.UUID, Talk],
    workshop: Workshop,
) -> list[Block]:
    rows: list[tuple[str, str, str]] = []
    for before, each in pairwise([None, *rounds]):
        if each is None:
            continue
        if before is not None and before.ends_at < each.starts_at:
            rows.append((_("Pause"), "", ""))
        talk = talks.get(each.id)
        if talk is None:
            rows.append((time_of(each), "–", _("frei")))
            continue
        partner = partner_of(person, talk)
        chair = chair_of(partner)
        words = person_words(partner)
        rows.append((time_of(each), str(talk.place), f"{words}\n{chair}" if chair else words))
    head = (_("Zeit"), _("Platz"), _("Mit wem"))
    return [
        Heading(person_words(person)),
        Paragraph(_place_and_day(workshop), is_quiet=True),
        Grid(head, rows, (False, False, False)),
    ]


def _document(title: str, workshop: Workshop, blocks: Sequence[Block]) -> Document:
    return Document(
        title=title,
        subtitle=_place_and_day(workshop),
        footer=_("EcoTecHub · nur für Teilnehmende des Workshops"),
        language=str(get_locale() or "de"),
        page_words=_("Seite"),
        blocks=blocks,
    )


def _place_and_day(workshop: Workshop) -> str:
    return f"{workshop.title}\n{show_date(workshop.starts_at)}, {workshop.place}"
