"""Unmet needs in an open format, so that one hub can ask another whether somebody there helps.

No company has agreed that its words leave the two universities: what it releases, it releases for
professors who are asked or who subscribed. So nothing of a need stands here, only topics of the
register: a manager's own words, which name no company, and no count from one to four.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from models import Scope, policies
from webapp.access import current_user, permitted, public
from webapp.clock import now
from webapp.database import get_session
from webapp.disclosure import SMALLEST_SHOWN
from webapp.interfaces import Schema, operation, reply
from webapp.links import absolute_url
from webapp.referrals import queries
from webapp.referrals.queries import Theme

bp = Blueprint("api_referrals", __name__, url_prefix="/api/v1")

FORMAT_VERSION = "1.0"


@cache
def exchange_schema() -> dict[str, Any]:
    """The published shape of the exchange (docs/exchange/unmet-needs.md)."""
    text = files("webapp.referrals").joinpath("unmet_needs.schema.json").read_text("utf-8")
    return json.loads(text)


UNMET_NEEDS = Schema("UnmetNeeds", exchange_schema())
SCHEMA = Schema("JsonSchema", {"type": "object"})


@bp.get("/schema/ungedeckte-bedarfe.json")
@operation("The shape of the exchange, as JSON Schema", SCHEMA)
@public
def schema() -> Any:
    """At an address that stays, because files of other hubs name it."""
    return reply(exchange_schema())


@bp.get("/ungedeckte-bedarfe")
@operation("Topics that nobody at the universities of this hub covers, for another hub",
           UNMET_NEEDS, scope=Scope.GAPS)  # fmt: skip
@permitted(policies.may_review)
def export() -> Any:
    """The open topics of the register that the account reads, without company and without case."""
    themes = queries.known_themes(get_session(), current_user(), now())
    document = {
        "format": absolute_url("api_referrals.schema"),
        "version": FORMAT_VERSION,
        "hub": {"name": "EcoTecHub", "url": absolute_url("public.start")},
        "region": _("Kreis Unna und Ruhrgebiet"),
        "needs": [_need(each) for each in themes if not each.is_closed],
    }
    return reply(document)


def _need(theme: Theme) -> dict[str, Any]:
    count = len(theme.no_matches)
    return {
        "id": f"urn:uuid:{theme.gap.id}",
        "topic": theme.gap.topic,
        "language": "de",
        "last_missing_in": theme.last_on.year,
        "cases": count if count >= SMALLEST_SHOWN else "under-5",
    }
