"""Topics to take along: the Steckbrief of one as an accessible PDF file, the list as a table."""

from collections.abc import Sequence
from datetime import date

from flask_babel import get_locale
from flask_babel import gettext as _

from webapp.i18n import show_date
from webapp.industries import division_words
from webapp.printing import Block, Document, Facts, Grid, Heading, Paragraph
from webapp.tables import write_csv
from webapp.theme_names import theme_name
from webapp.topic_editions import Edition
from webapp.topic_gaps.listed import ListedTopic
from webapp.topic_gaps.queries import NearProfile
from webapp.topic_gaps.words import STANDS, cell_words, half_words, themes_in_words, title_of


def as_profile(
    found: ListedTopic,
    published: Sequence[Edition],
    near: Sequence[NearProfile],
    supply: dict[str, int],
    today: date,
) -> Document:
    """One page for the talk in which a university plans what to build up: no need, no company.

    Its numbers are those that are published, so that none of them tells of fewer than five.
    """
    newest = published[0]
    title = found.name or themes_in_words(list(newest.themes))
    facts = [
        (_("Stand der Zahlen"), half_words(newest.half_year)),
        (_("Unternehmen, denen das Thema fehlt"), cell_words(newest.companies)),
        (_("Was daraus wurde"), _what_became(found)),
    ]
    blocks: list[Block] = [
        Paragraph(
            _(
                "Unternehmen der Region haben danach gefragt, und an unseren Hochschulen gibt es "
                "dazu niemanden."
            )
        ),
        Facts(facts),
        Heading(_("Worum es geht")),
        Grid(
            [_("Thema"), _("Kompetenzprofile dazu")],
            [[theme_name(each), str(supply.get(each, 0))] for each in newest.themes],
            [False, True],
        ),
        Heading(_("Was eine Hochschule dafür bräuchte")),
        Paragraph(found.note.text if found.note else _("Dazu hat noch niemand etwas notiert.")),
        Heading(_("Wie oft das Thema fehlt")),
        Grid(
            [_("Halbjahr"), _("Unternehmen")],
            [[half_words(each.half_year), cell_words(each.companies)] for each in published],
            [False, True],
        ),
        Heading(_("Woher die Unternehmen kommen")),
        *_split(_("Gemeinde"), newest.by_municipality),
        *_split(
            _("Branche"), [(str(division_words(key)), count) for key, count in newest.by_division]
        ),
        Heading(_("Wer dem Thema heute am nächsten kommt")),
        *_nearest(near),
        Paragraph(
            _(
                "Jedes Unternehmen zählt in einem Halbjahr einmal, und jeder Bedarf überhaupt nur "
                "einmal. Zahlen unter fünf stehen hier nicht, und keine, aus der sich eine solche "
                "errechnen ließe."
            ),
            is_quiet=True,
        ),
    ]
    return Document(
        title=_("Steckbrief: %(topic)s", topic=title),
        subtitle=show_date(today),
        footer="EcoTecHub",
        language=str(get_locale()),
        page_words=_("Seite"),
        blocks=blocks,
    )


def as_table(listed: Sequence[ListedTopic], today: date) -> str:
    """The list with everything its page shows, one line for each topic."""
    halves = [half for half, _count in listed[0].growth(today)] if listed else []
    head = [
        _("Thema"), _("Stand"), _("Unternehmen"), _("Bedarfe"),
        *(_("Neu im %(half)s", half=half_words(each)) for each in halves),
        _("Gemeinden"), _("Themen"), _("Zuletzt"),
    ]  # fmt: skip
    rows = [
        [
            title_of(each), str(STANDS[each.stand]), cell_words(each.companies),
            str(len(each.needs)), *(str(count) for _half, count in each.growth(today)),
            ", ".join(f"{name} ({count})" for name, count in each.municipalities),
            ", ".join(f"{theme_name(theme)} ({count})" for theme, count in each.themes),
            each.last_on.isoformat(),
        ]
        for each in listed
    ]  # fmt: skip
    return write_csv(head, rows)


def _what_became(found: ListedTopic) -> str:
    entry = found.taken_up
    if entry is None or entry.university is None or entry.taken_up_on is None:
        return str(STANDS[found.stand])
    return _(
        "Aufgegriffen: %(university)s, seit %(day)s", university=entry.university.name,
        day=show_date(entry.taken_up_on),
    )  # fmt: skip


def _split(what: str, rows: Sequence[tuple[str, int]]) -> list[Block]:
    if not rows:
        return [Paragraph(_("%(what)s: unter 5 oder nicht ausgewiesen.", what=what), is_quiet=True)]
    return [
        Grid(
            [what, _("Unternehmen")], [[words, str(count)] for words, count in rows], [False, True]
        )
    ]


def _nearest(near: Sequence[NearProfile]) -> list[Block]:
    if not near:
        return [Paragraph(_("Kein veröffentlichtes Profil kommt dem Thema nahe."))]
    return [
        Grid(
            [_("Lehrgebiet"), _("Hochschule")],
            [[each.profile.chair, each.profile.department.campus.university.name] for each in near],
            [False, False],
        )
    ]
