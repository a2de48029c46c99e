"""Förderprogramme for programs: what everybody reads on the pages, and how far to trust it."""

from typing import Any

from flask import Blueprint, url_for

from models import (
    CooperationFormat,
    FundingApplicant,
    FundingLevel,
    FundingPartner,
    FundingProgramme,
    FundingRegion,
    FundingStage,
    FundingState,
    policies,
)
from models.funding import as_plain
from webapp.access import permitted, public
from webapp.clock import now, today
from webapp.database import get_session
from webapp.funding import queries
from webapp.interfaces import Schema, closed, operation, page_of, reply, reply_page
from webapp.links import absolute_url

bp = Blueprint("api_funding", __name__, url_prefix="/api/v1")

TEXT = {"type": "string"}
DAY = {"type": ["string", "null"], "format": "date"}
OPEN = {
    "type": "string",
    "description": "Empty: nobody has looked it up. It never says that there is none.",
}


def _several(members: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "enum": [each.value for each in members]}}


def _one(members: Any) -> dict[str, Any]:
    return {"type": ["string", "null"], "enum": [*(each.value for each in members), None]}


PROGRAMME = Schema(
    "FundingProgramme",
    closed(
        id={"type": "string", "format": "uuid"},
        url={"type": "string", "format": "uri", "description": "The page for people."},
        self={**TEXT, "description": "The address of this programme here."},
        name=TEXT,
        provider=TEXT,
        level={"type": "string", "enum": [each.value for each in FundingLevel]},
        purpose=OPEN,
        state={
            "type": "string",
            "enum": [each.value for each in FundingState],
            "description": "Only `geprueft` was compared with the source in the last 180 days.",
        },
        checked_on=DAY,
        applicants=_several(FundingApplicant),
        partner=_one(FundingPartner),
        stages=_several(FundingStage),
        formats=_several(CooperationFormat),
        themes={"type": "array", "items": TEXT, "description": "Codes of themes or their kinds."},
        region=_one(FundingRegion),
        municipalities={"type": "array", "items": TEXT, "description": "AGS."},
        rate=OPEN,
        maximum=OPEN,
        deadline_on=DAY,
        valid_from=DAY,
        valid_until=DAY,
        source=OPEN,
        source_kind=OPEN,
    ),
)


@bp.get("/foerderwege")
@operation("Funding programmes on the list, by name", page_of(PROGRAMME))
@public
def index() -> Any:
    """The list, as /foerderwege shows it; there is one page."""
    listed = queries.programmes(get_session(), None, now())
    return reply_page([_written(each) for each in listed], None)


@bp.get("/foerderwege/<uuid:programme_id>")
@operation("One funding programme", PROGRAMME)
@permitted(policies.may_view_funding_programme, FundingProgramme)
def show(programme: FundingProgramme) -> Any:
    """What stands on its page."""
    return reply(_written(programme))


def _written(programme: FundingProgramme) -> dict[str, Any]:
    same = (
        "name", "provider", "level", "purpose", "applicants", "partner", "stages", "formats",
        "themes", "region", "rate", "maximum", "deadline_on", "valid_from", "valid_until",
        "checked_on", "source_kind",
    )  # fmt: skip
    return {
        "id": str(programme.id),
        "url": absolute_url("funding.show", programme_id=programme.id),
        "self": url_for("api_funding.show", programme_id=programme.id),
        "state": programme.state(today()).value,
        "municipalities": programme.places,
        "source": programme.source_address,
        **{name: as_plain(getattr(programme, name)) for name in same},
    }
