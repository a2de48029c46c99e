"""The matrix of the atlas as files: the same counts, and the same ones hidden."""

import io
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

import xlsxwriter
from flask_babel import gettext as _

from models import Campus, Municipality
from webapp.matching import vocabulary
from webapp.region.atlas_counting import Atlas, Gap, Row
from webapp.tables import write_csv
from webapp.theme_words import kind_words, name_of, theme_words

WIDEST = 60
Value = str | int | None


def write_table(atlas: Atlas, campuses: Sequence[Campus]) -> str:
    """Each theme in a row."""
    rows = [[_plain(value) for value in _row(atlas, each, campuses)] for each in atlas.rows]
    return write_csv(_head(atlas), rows)


def write_workbook(
    atlas: Atlas, municipalities: Sequence[Municipality], campuses: Sequence[Campus], at: datetime
) -> bytes:
    """A sheet with the matrix, one of themes by municipalities, one by campuses."""
    file = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False,
        "strings_to_urls": False,
    }  # fmt: skip
    themes = [None, *(each.code for each in vocabulary())]
    with xlsxwriter.Workbook(file, options) as book:
        made_at = at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": _("Atlas"), "author": "EcoTecHub", "created": made_at})
        rows = [_row(atlas, each, campuses) for each in atlas.rows]
        _add_sheet(book, _("Themen"), _head(atlas), rows)
        _add_sheet(
            book, _("Nach Gemeinde"), [_("Thema"), *(each.name for each in municipalities)],
            [
                [theme_words(code), *(_shown(atlas.demand.count(code, each.ags))
                                      for each in municipalities)]
                for code in themes
            ],
        )  # fmt: skip
        _add_sheet(
            book, _("Nach Standort"), [_("Thema"), *(campus_words(each) for each in campuses)],
            [
                [theme_words(code), *(atlas.supply.count(code, each.id) for each in campuses)]
                for code in themes
            ],
        )  # fmt: skip
    return file.getvalue()


def gap_words(gap: Gap) -> str:
    """How demand and supply stand to each other."""
    return {
        Gap.NOBODY: _("viele Bedarfe, niemand"),
        Gap.NOBODY_FOR_FEW: _("Bedarf, niemand"),
        Gap.MORE_ASKED: _("mehr Bedarf als Angebot"),
        Gap.BOTH: _("Bedarf und Angebot"),
        Gap.LITTLE_ASKED: _("Angebot, kaum gefragt"),
        Gap.NOTHING: _("kaum Bedarf, niemand"),
    }[gap]


def campus_words(campus: Campus) -> str:
    """A campus with its university."""
    return f"{campus.university.short} {campus.name}"


def campus_list(campuses: Sequence[Campus], ids: Collection[UUID]) -> str:
    """Some campuses in words."""
    return ", ".join(campus_words(each) for each in campuses if each.id in ids)


def few_words() -> str:
    """What stands where a count is not shown."""
    return _("unter 5 oder zurückgehalten")


def _head(atlas: Atlas) -> list[str]:
    exact = [_("Vermittelt"), _("Ohne Vermittlung abgeschlossen")]
    return [
        _("Thema"), _("Art"), _("Bedarfe") if atlas.choice.is_exact else _("Unternehmen"),
        _("Kompetenzprofile"), _("Standorte"), _("Verhältnis"),
        *(exact if atlas.choice.is_exact else []),
    ]  # fmt: skip


def _row(atlas: Atlas, row: Row, campuses: Sequence[Campus]) -> list[Value]:
    where = campus_list(campuses, row.campuses)
    return [
        name_of(row.theme), str(kind_words(row.theme.kind)), _shown(row.demand), row.supply, where,
        gap_words(row.gap), *([row.introduced, row.without] if atlas.choice.is_exact else []),
    ]  # fmt: skip


def _shown(count: int | None) -> Value:
    return few_words() if count is None else count


def _plain(value: Value) -> str:
    return "" if value is None else str(value)


def _add_sheet(
    book: xlsxwriter.Workbook, name: str, head: Sequence[str], rows: Sequence[Sequence[Value]]
) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, words in enumerate(head):
        sheet.write_string(0, place, words, bold)
        longest = max((len(_plain(row[place])) for row in rows), default=0)
        sheet.set_column(place, place, min(WIDEST, max(12, longest + 2)))
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(line, place, value)
            elif value is not None:
                sheet.write_string(line, place, value, wrapped)
    sheet.freeze_panes(1, 1)
