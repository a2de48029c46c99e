"""Published Kompetenzprofile for programs: what everybody reads on the pages, and no more."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _

from models import CompetenceKind, CooperationFormat, Profile, policies
from webapp.access import permitted, public
from webapp.clock import now, today
from webapp.cursors import Place, cut, write_cursor
from webapp.database import get_session
from webapp.interfaces import (
    LINKED,
    PAGED,
    Parameter,
    Schema,
    closed,
    miss,
    operation,
    page_of,
    reply,
    reply_page,
    wants_linked_data,
)
from webapp.linked_data import LINKED_THING
from webapp.links import absolute_url
from webapp.profiles import queries
from webapp.profiles.linked_data import linked_profile

bp = Blueprint("api_profiles", __name__, url_prefix="/api/v1/profile")

TEXT = {"type": "string"}
UUID = {"type": "string", "format": "uuid"}
ADDRESS = {"type": "string", "format": "uri"}
LISTED = {
    "id": UUID,
    "url": {**ADDRESS, "description": "The page for people."},
    "self": {**TEXT, "description": "The address of this profile here."},
    "chair": {**TEXT, "description": "Lehrgebiet."},
    "summary": TEXT,
    "university": closed(short=TEXT, name=TEXT),
    "campus": TEXT,
    "department": TEXT,
    "formats": {
        "type": "array",
        "items": {"type": "string", "enum": [each.value for each in CooperationFormat]},
        "description": "How the chair works with companies, the lightest step first.",
    },
}
STATEMENT = closed(
    kind={"type": "string", "enum": [each.value for each in CompetenceKind]},
    language={"type": "string", "minLength": 2, "maxLength": 2},
    text=TEXT,
    stated_in={
        "type": ["integer", "null"],
        "description": "The year of the statement where nobody has confirmed it for a year.",
    },
)
PROFILE_LISTED = Schema("ProfileListed", closed(**LISTED))
PROFILE = Schema("Profile", closed(**LISTED, competences={"type": "array", "items": STATEMENT}))
LINKED_PROFILE = Schema("LinkedProfile", LINKED_THING)

SEARCH = Parameter(
    "suche",
    "Words: then the best answers come first, on one page, and there is no next one.",
    {"type": "string", "minLength": 1, "maxLength": 200},
)
UNIVERSITY = Parameter(
    "hochschule",
    "The short name of a university, such as WH.",
    {"type": "string", "minLength": 1, "maxLength": 20},
)
FORMAT = Parameter(
    "format",
    "Only chairs that work like this.",
    {"type": "string", "enum": [each.value for each in CooperationFormat]},
)


@bp.get("")
@operation(
    "Published profiles, by name or the best answers to a search",
    page_of(PROFILE_LISTED),
    parameters=(SEARCH, UNIVERSITY, FORMAT, *PAGED),
)
@public
def index(
    suche: str | None,
    hochschule: str | None,
    format: str | None,  # noqa: A002 (what the address calls it)
    nach: Place | None,
    anzahl: int,
) -> Any:
    """A page of the list that everybody finds under /kompetenzen."""
    chosen = {"university": hochschule or "", "cooperation": format or ""}
    if suche is not None:
        if nach is not None:
            miss(_("Eine Suche hat nur eine Seite: %(name)s", name="suche, nach"))
        found = queries.best_profiles(get_session(), now(), suche, **chosen)
        return reply_page([_listed(each.profile) for each in found[:anzahl]], None)
    rows, last = cut(
        queries.profiles_after(get_session(), now(), after=nach, count=anzahl + 1, **chosen),
        anzahl,
    )
    following = write_cursor(last.sort_key, last.id) if last else None
    return reply_page([_listed(each) for each in rows], following)


@bp.get("/<uuid:profile_id>")
@operation("One published profile", PROFILE, linked=LINKED_PROFILE)
@permitted(policies.may_view_profile, Profile)
def show(profile: Profile) -> Any:
    """What stands on the public page of a chair."""
    if wants_linked_data():
        return reply(linked_profile(profile), LINKED)
    statements = [
        {
            "kind": each.kind.value,
            "language": each.language,
            "text": each.text,
            "stated_in": each.confirmed_on.year
            if each.confirmed_on and each.is_old(today())
            else None,
        }
        for each in profile.competences
    ]
    return reply({**_listed(profile), "competences": statements})


def _listed(profile: Profile) -> dict[str, Any]:
    campus = profile.department.campus
    return {
        "id": str(profile.id),
        "url": absolute_url("profiles.show", profile_id=profile.id),
        "self": url_for(".show", profile_id=profile.id),
        "chair": profile.chair,
        "summary": profile.summary,
        "university": {"short": campus.university.short, "name": campus.university.name},
        "campus": campus.name,
        "department": profile.department.name,
        "formats": [each.value for each in profile.ladder],
    }
