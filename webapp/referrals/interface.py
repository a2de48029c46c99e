"""Unmet needs in an open format, so that one hub can ask another whether somebody there helps.

No company has agreed that its words leave the two universities: what it releases, it releases for
professors who are asked or who subscribed. So nothing of a need stands here, only topics of the
register in a manager's own words, by the rules for readers outside: whole months, and no topic that
fewer than five companies missed.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from models import Scope, policies
from webapp.access import permitted, public
from webapp.clock import now, today
from webapp.database import get_session
from webapp.interfaces import Schema, operation, reply
from webapp.links import absolute_url
from webapp.referrals.figures import topics_for_others

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
@permitted(policies.may_view_region)
def export() -> Any:
    """Open topics without company and without case, the same for whoever may export them."""
    document = {
        "format": absolute_url("api_referrals.schema"),
        "version": FORMAT_VERSION,
        "hub": {"name": "EcoTecHub", "url": absolute_url("public.start")},
        "region": _("Kreis Unna und Ruhrgebiet"),
        "counted_before": today().replace(day=1).isoformat(),
        "needs": [
            {
                "id": f"urn:uuid:{each.id}",
                "topic": each.words,
                "language": "de",
                "companies": each.at_least,
            }
            for each in topics_for_others(get_session(), now(), today())
        ],
    }
    return reply(document)
