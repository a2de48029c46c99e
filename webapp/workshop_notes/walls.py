"""The view for the beamer: what the tables say, in large type; those who run the day open it.

It is not public: what is said in the room is for those in the room.
"""

from typing import Any

from flask import render_template

from models import Workshop, policies
from webapp.access import permitted
from webapp.database import get_session
from webapp.workshop_notes import queries


@permitted(policies.may_run_workshop, Workshop)
def wall(workshop: Workshop) -> Any:
    """The whole view; it asks for its contents again and again."""
    columns = queries.columns_of_wall(get_session(), workshop)
    return render_template("workshop_notes/wall.html", workshop=workshop, columns=columns)


@permitted(policies.may_run_workshop, Workshop)
def wall_part(workshop: Workshop) -> Any:
    """The contents as they stand now."""
    columns = queries.columns_of_wall(get_session(), workshop)
    return render_template("workshop_notes/wall_part.html", columns=columns, is_part=True)
