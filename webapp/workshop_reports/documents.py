"""The report as an accessible PDF file, with what everybody may read and nothing more."""

from collections.abc import Sequence

from flask_babel import get_locale
from flask_babel import gettext as _

from webapp.disclosure import Cell, Hidden
from webapp.i18n import show_date
from webapp.printing import Bars, Block, Document, Facts, Grid, Heading, Paragraph
from webapp.workshop_reports.report import QUOTES, Report, Split
from webapp.workshop_reports.words import SPLITS, STEPS, subject_words


def as_document(report: Report) -> Document:
    """The report as it is printed."""
    workshop = report.workshop
    blocks: list[Block] = [
        Facts(
            [
                (_("Angemeldet"), cell_words(report.registered)),
                (_("Gekommen"), cell_words(report.came)),
                (_("Notizen"), str(report.notes)),
                (_("Einzelgespräche"), cell_words(report.talks)),
            ]
        ),
        Heading(_("Wer da war")),
        _grid(
            _("Wer kam"), [(str(subject_words(side)), cell) for side, cell in report.by_side.rows]
        ),
    ]
    for split in report.companies:
        if split.rows:
            blocks.append(Heading(str(SPLITS[split.name]), level=2))
            blocks.append(_split(_("Unternehmen"), split))
    blocks += [Heading(_("Was erwartet wurde")), *_expected(report)]
    blocks += [Heading(_("Worüber gesprochen wurde")), *_topics(report)]
    blocks += [
        Heading(_("Was daraus wurde")),
        _grid(_("Schritt"), [(str(STEPS[name]), cell) for name, cell in report.afterwards]),
    ]
    if workshop.next_steps:
        blocks += [Heading(_("Wie es weitergeht")), Paragraph(workshop.next_steps)]
    blocks.append(
        Paragraph(
            _(
                "Zahlen unter fünf stehen nicht in diesem Bericht, und keine, aus der sich eine "
                "solche errechnen ließe."
            ),
            is_quiet=True,
        )
    )
    return Document(
        title=_("Bericht: %(title)s", title=workshop.title),
        subtitle=f"{show_date(workshop.starts_at)} · {workshop.place}",
        footer="EcoTecHub",
        language=str(get_locale()),
        page_words=_("Seite"),
        blocks=blocks,
    )


def cell_words(cell: Cell) -> str:
    """A count, or why it is not told."""
    if cell is Hidden.SMALL:
        return _("unter 5")
    return _("nicht ausgewiesen") if cell is Hidden.SECOND else str(cell)


def _split(what: str, split: Split) -> Grid:
    return _grid(what, [(str(subject_words(each)), cell) for each, cell in split.rows])


def _grid(what: str, rows: Sequence[tuple[str, Cell]]) -> Grid:
    return Grid(
        [what, _("Anzahl")],
        [[words, cell_words(cell)] for words, cell in rows],
        [False, True],
    )


def _expected(report: Report) -> list[Block]:
    rows = [(str(subject_words(area)), cell) for area, cell in report.expected]
    counted = [(words, cell) for words, cell in rows if isinstance(cell, int)]
    if len(counted) < len(rows):
        return [_grid(_("Bereich"), rows)]
    told = "; ".join(f"{words}: {count}" for words, count in counted)
    return [Bars(_("Was Teilnehmende erwarteten"), told, counted)]


def _topics(report: Report) -> list[Block]:
    if not report.topics:
        return [Paragraph(_("Die Notizen sind nicht gruppiert."))]
    blocks: list[Block] = []
    for topic in report.topics:
        blocks.append(Heading(topic.title, level=2))
        counts = _("%(dots)s Punkte, %(notes)s Notizen", dots=topic.dots, notes=len(topic.notes))
        blocks.append(Paragraph(counts, is_quiet=True))
        blocks += [Paragraph(f"„{note.text}“") for note in topic.notes[:QUOTES]]
    return blocks
