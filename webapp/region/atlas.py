"""The atlas: where which themes are asked for, where somebody works on them, and what is missing.

One address for everybody. Managers read the needs they may read themselves, exactly and with the
cases behind each count, or what everybody reads.
"""

from typing import Any
from uuid import UUID

import structlog
from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from models import policies
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import get_session
from webapp.downloads import as_download
from webapp.half_years import HalfYear
from webapp.region import atlas_exports, atlas_queries
from webapp.region.atlas_counting import Atlas, OwnDemand, codes_of, read_atlas
from webapp.region.atlas_forms import AtlasForm
from webapp.region.map_drawing import Tile, draw_map
from webapp.tables import as_file
from webapp.theme_words import theme_list, theme_words

bp = Blueprint("atlas", __name__, url_prefix="/atlas")
log = structlog.get_logger(__name__)
bp.add_app_template_global(theme_words, "theme_words")
bp.add_app_template_global(atlas_exports.gap_words, "gap_words")
bp.add_app_template_global(atlas_exports.campus_list, "campus_list")
bp.add_app_template_global(theme_list, "theme_list")
PUBLIC_SIGHT = "oeffentlich"
"""The address by which a manager sees what everybody sees."""
ALL_HALF_YEARS = "alle"


@bp.get("")
@permitted(policies.may_view_atlas)
def show() -> Any:
    """The map, and the same as tables."""
    form, atlas = AtlasForm(), read()
    municipalities = atlas_queries.municipalities(get_session())
    campuses = atlas_queries.campuses(get_session())
    theme = atlas.choice.theme
    picture = draw_map(
        municipalities,
        campuses,
        lambda ags: atlas.demand.count(theme, ags),
        lambda campus_id: atlas.supply.count(theme, campus_id),
    )
    return render_template(
        "region/atlas.html",
        form=form,
        atlas=atlas,
        picture=picture,
        municipalities=municipalities,
        campuses=campuses,
        stops=stops(atlas, "atlas.show", thema=theme),
        place_url=place_url,
        here=here(atlas),
    )


@bp.get("/orte/<ags>")
@permitted(policies.may_view_atlas)
def place(ags: str) -> Any:
    """One municipality: its themes, and how that was in other half-years."""
    atlas = read()
    found = next(
        (each for each in atlas_queries.municipalities(get_session()) if each.ags == ags), None
    )
    if found is None:
        abort(404)
    return render_template(
        "region/atlas_place.html",
        atlas=atlas,
        place=found,
        stops=stops(atlas, "atlas.place", ags=ags),
        here=here(atlas),
    )


@bp.get("/standorte/<uuid:campus_id>")
@permitted(policies.may_view_atlas)
def campus(campus_id: UUID) -> Any:
    """The published profiles of a campus, those of the chosen theme first of all."""
    form, atlas = AtlasForm(), read()
    found = next(
        (each for each in atlas_queries.campuses(get_session()) if each.id == campus_id), None
    )
    if found is None:
        abort(404)
    codes = codes_of(form.theme)
    offers = [
        each
        for each in atlas.supply.offers
        if each.campus_id == campus_id and (codes is None or each.themes & codes)
    ]
    return render_template(
        "region/atlas_campus.html", atlas=atlas, campus=found, form=form, offers=offers,
        here=here(atlas),
    )  # fmt: skip


@bp.get("/themen")
@permitted(policies.may_view_atlas)
def matrix() -> Any:
    """Each theme with demand and supply, the widest gap first."""
    atlas = read()
    return render_template(
        "region/atlas_matrix.html",
        atlas=atlas,
        campuses=atlas_queries.campuses(get_session()),
        stops=stops(atlas, "atlas.matrix", thema=atlas.choice.theme),
        form=AtlasForm(),
        here=here(atlas),
    )


@bp.get("/themen.csv")
@permitted(policies.may_take_atlas)
def export_csv() -> Response:
    """The matrix as one table."""
    campuses = atlas_queries.campuses(get_session())
    return as_file(atlas_exports.write_table(read(), campuses), "ecotechub-atlas.csv")


@bp.get("/themen.xlsx")
@permitted(policies.may_take_atlas)
def export_workbook() -> Response:
    """The matrix, and themes by places, with numbers to go on with."""
    municipalities = atlas_queries.municipalities(get_session())
    campuses = atlas_queries.campuses(get_session())
    book = atlas_exports.write_workbook(read(), municipalities, campuses, now())
    return as_download(book, "ecotechub-atlas.xlsx", "xlsx")


@bp.get("/faelle")
@permitted(policies.may_count_needs_of_atlas)
def cases() -> Any:
    """The cases behind a count of a manager."""
    atlas, ags = read(exact=True), request.args.get("ort") or None
    codes = atlas.choice.codes
    needs = atlas.demand.needs if isinstance(atlas.demand, OwnDemand) else []
    ids = [
        each.id
        for each in needs
        if (ags is None or each.ags == ags) and (codes is None or each.themes & codes)
    ]
    place = next(
        (each for each in atlas_queries.municipalities(get_session()) if each.ags == ags), None
    )
    found = atlas_queries.cases(get_session(), ids, current_user(), now())
    log.info("atlas.cases_listed", rows=len(found), user=str(current_user().id))
    return render_template(
        "region/atlas_cases.html", atlas=atlas, cases=found, place=place, here=here(atlas)
    )


def read(*, exact: bool | None = None) -> Atlas:
    """The atlas for whoever asks, as the address wants it."""
    if exact is None:
        exact = (
            policies.may_count_needs_of_atlas(current_user(), now())
            and request.args.get("sicht") != PUBLIC_SIGHT
        )
    half_year = HalfYear.parse(request.args.get("halbjahr", ""))
    return read_atlas(
        get_session(), AtlasForm().theme, half_year, current_user(), now(), is_exact=exact
    )


def here(atlas: Atlas) -> dict[str, str]:
    """What of the address goes along from page to page."""
    choice = atlas.choice
    found = {"halbjahr": str(choice.half_year)} if choice.half_year else {}
    if choice.theme:
        found["thema"] = choice.theme
    if request.args.get("sicht") == PUBLIC_SIGHT:
        found["sicht"] = PUBLIC_SIGHT
    return found


def stops(atlas: Atlas, endpoint: str, **address: Any) -> list[dict[str, Any]]:
    """The half-years to choose from, oldest first; a manager can have all of them together."""
    chosen, kept = atlas.choice.half_year, here(atlas)
    kept.pop("halbjahr", None)
    found = [
        {
            "name": str(each),
            "label": half_year_words(each),
            "url": url_for(endpoint, **{**kept, **address, "halbjahr": str(each)}),
            "current": each == chosen,
        }
        for each in atlas.half_years
    ]
    if atlas.choice.is_exact and found:
        found.append(
            {
                "name": ALL_HALF_YEARS,
                "label": _("Alle zusammen"),
                "url": url_for(endpoint, **{**kept, **address}),
                "current": chosen is None,
            }
        )
    return found


def half_year_words(half_year: HalfYear) -> str:
    """A half-year as people say it."""
    if half_year.half == 1:
        return _("1. Halbjahr %(year)s", year=half_year.year)
    return _("2. Halbjahr %(year)s", year=half_year.year)


def place_url(tile: Tile, kept: dict[str, str]) -> str:
    """The page of a place on the map."""
    if tile.is_campus:
        return url_for("atlas.campus", campus_id=tile.place.id, **kept)
    return url_for("atlas.place", ags=tile.place.ags, **kept)


bp.add_app_template_global(half_year_words, "half_year_words")
