"""How long people wait for each other, and which promised days were kept."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from models import PromiseKind
from webapp.figures.facts import (
    Case,
    days_between,
    median_of,
    ninetieth_of,
    working_days_between,
)
from webapp.figures.registry import FIGURES
from webapp.figures.tables import Column, Kind, Table

Wait = tuple[datetime, datetime]
"""From when to when somebody waited."""
MEASURES = (median_of, ninetieth_of)
PROMISED: dict[PromiseKind, LazyString] = {
    PromiseKind.ANSWER: _l("Erste Antwort der Transferstelle"),
    PromiseKind.APPROVAL: _l("Freigabe der Kurzfassung durch das Unternehmen"),
    PromiseKind.SEARCH: _l("Ergebnis der Suche"),
    PromiseKind.CONSENT: _l("Entscheidung des Unternehmens über eine Vermittlung"),
    PromiseKind.MEETING: _l("Erstgespräch"),
    PromiseKind.OUTCOME: _l("Abschluss durch die Transferstelle"),
}


def answer_times(cases: Sequence[Case]) -> Table:
    """How long the company, the professor and the company again were waited for."""
    waits: dict[str, Callable[[Sequence[Case]], Iterable[Wait]]] = {
        "erste_antwort": _first_answers,
        "antwort_lehrgebiet": _answers_of_professors,
        "zustimmung": _consents,
    }
    rows = []
    for name, waits_of in waits.items():
        known = list(waits_of(cases))
        days = [days_between(*each) for each in known]
        working_days = [working_days_between(*each) for each in known]
        rows.append(
            (
                FIGURES[name].words,
                len(known),
                *(measure(each) for each in (days, working_days) for measure in MEASURES),
            )
        )
    return Table(
        name="antwortzeiten",
        title=_l("Wie lange auf Antworten gewartet wurde"),
        columns=[
            Column(_l("Wer auf wen wartet"), Kind.WORDS),
            Column(FIGURES["antworten"].words, Kind.COUNT, "antworten"),
            *(
                Column(FIGURES[name].words, Kind.DAYS, name)
                for name in ("median", "neunzig", "median_arbeitstage", "neunzig_arbeitstage")
            ),
        ],
        rows=rows,
        figures=list(waits),
    )


def promises(cases: Sequence[Case], today: date) -> Table:
    """Of the days that were named to companies, which were kept."""
    rows = []
    for kind, words in PROMISED.items():
        made = [each for case in cases for each in case.promises if each.kind is kind]
        kept = sum(each.is_kept() for each in made)
        missed = sum(each.is_missed(today) for each in made)
        rows.append((words, len(made), kept, missed, len(made) - kept - missed))
    return Table(
        name="termine",
        title=_l("Genannte Termine"),
        columns=[
            Column(_l("Worum es ging"), Kind.WORDS),
            *(
                Column(FIGURES[name].words, Kind.COUNT, name)
                for name in ("zusagen", "gehalten", "versaeumt", "offen")
            ),
        ],
        rows=[*rows, (_l("Summe"), *(sum(row[at] for row in rows) for at in range(1, 5)))],
        is_summed=True,
    )


def _first_answers(cases: Sequence[Case]) -> Iterable[Wait]:
    for case in cases:
        if case.answered_at is not None:
            yield case.submitted_at, case.answered_at


def _answers_of_professors(cases: Sequence[Case]) -> Iterable[Wait]:
    for case in cases:
        for enquiry in case.enquiries:
            if enquiry.sent_at is not None and enquiry.answered_at is not None:
                yield enquiry.sent_at, enquiry.answered_at


def _consents(cases: Sequence[Case]) -> Iterable[Wait]:
    for case in cases:
        for each in case.enquiries:
            if each.accepted_at is not None and each.consented_at is not None:
                yield each.accepted_at, each.consented_at
