"""The needs of one company for a program of its own: what its pages tell about them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, url_for

from models import Challenge, ChallengeState, Outcome, Reading, Scope, SupportKind, policies
from webapp.access import current_user, permitted
from webapp.challenges import queries
from webapp.challenges.listing import own_needs
from webapp.clock import now
from webapp.cursors import cut, write_cursor
from webapp.database import get_session
from webapp.interfaces import (
    PAGED_BY_TIME,
    Schema,
    closed,
    operation,
    page_of,
    reply,
    reply_page,
)
from webapp.links import absolute_url
from webapp.readings import note_reading
from webapp.stages import Stage

bp = Blueprint("api_challenges", __name__, url_prefix="/api/v1/bedarfe")

TEXT = {"type": "string"}
MOMENT = {"type": ["string", "null"], "format": "date-time"}
LISTED = {
    "id": {"type": "string", "format": "uuid"},
    "url": {"type": "string", "format": "uri", "description": "The page for people."},
    "self": {**TEXT, "description": "The address of this need here."},
    "reference": {**TEXT, "description": "The case number people say on the telephone."},
    "title": TEXT,
    "state": {"type": "string", "enum": [each.value for each in ChallengeState]},
    "stage": {
        "type": "string",
        "enum": [each.value for each in Stage],
        "description": "How far it has come, in what the company may know.",
    },
    "waits_for_company": {"type": "boolean"},
    "due_on": {
        "type": ["string", "null"],
        "format": "date",
        "description": "The day that was named for what comes next.",
    },
    "created_at": MOMENT,
    "submitted_at": MOMENT,
    "closed_at": MOMENT,
}
NEED_LISTED = Schema("NeedListed", closed(**LISTED))
NEED = Schema(
    "Need",
    closed(
        **LISTED,
        description=TEXT,
        municipality=closed(ags=TEXT, name=TEXT),
        support_kinds={
            "type": "array",
            "items": {"type": "string", "enum": [each.value for each in SupportKind]},
        },
        outcome={"type": ["string", "null"], "enum": [*(each.value for each in Outcome), None]},
        message_to_company=TEXT,
    ),
)


@bp.get("")
@operation("The needs of the own company, oldest first", page_of(NEED_LISTED),
           scope=Scope.NEEDS, parameters=PAGED_BY_TIME)  # fmt: skip
@permitted(policies.may_submit_challenge)
def index(nach: tuple[datetime, UUID] | None, anzahl: int) -> Any:
    """A page of what the company reads under /bedarfe."""
    user, session = current_user(), get_session()
    rows, last = cut(own_needs(session, user, now(), after=nach, count=anzahl + 1), anzahl)
    cases = queries.as_cases(session, rows, user, now())
    following = write_cursor(last.created_at, last.id) if last else None
    return reply_page([_listed(each) for each in cases], following)


@bp.get("/<uuid:challenge_id>")
@operation("One need of the own company, with its words", NEED, scope=Scope.NEEDS)
@permitted(policies.may_view_challenge, Challenge)
def show(challenge: Challenge) -> Any:
    """What the company reads on the page of a need; that it was read is written down."""
    note_reading(challenge, Reading.FULL_TEXT)
    case = queries.case_of(get_session(), challenge, current_user(), now())
    return reply(
        {
            **_listed(case),
            "description": challenge.description,
            "municipality": {
                "ags": challenge.municipality_ags,
                "name": challenge.municipality.name,
            },
            "support_kinds": sorted(each.value for each in challenge.support_kinds),
            "outcome": challenge.outcome.value if challenge.outcome else None,
            "message_to_company": challenge.message_to_company if challenge.outcome else "",
        }
    )


def _listed(case: queries.Case) -> dict[str, Any]:
    challenge = case.challenge
    return {
        "id": str(challenge.id),
        "url": absolute_url("challenges.show", challenge_id=challenge.id),
        "self": url_for("api_challenges.show", challenge_id=challenge.id),
        "reference": challenge.reference,
        "title": challenge.title,
        "state": challenge.state.value,
        "stage": case.stage.value,
        "waits_for_company": case.waits_for_company,
        "due_on": _written(case.due_on),
        "created_at": _written(challenge.created_at),
        "submitted_at": _written(challenge.submitted_at),
        "closed_at": _written(challenge.closed_at),
    }


def _written(day: date | datetime | None) -> str | None:
    return day.isoformat() if day else None
