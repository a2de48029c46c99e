"""The view for the beamer: what the tables say, in large type; those who run the day open it.

It is not public: what is said in the room is for those in the room.
"""

from typing import Any

from flask import render_template, request

from models import Workshop, policies
from webapp.access import permitted
from webapp.database import get_session
from webapp.links import absolute_url
from webapp.workshop_notes import clusters, dots, queries
from webapp.workshop_notes.moderating import code_picture

GROUPS_ON_THE_WALL = 12


@permitted(policies.may_run_workshop, Workshop)
def wall(workshop: Workshop) -> Any:
    """The whole view; it asks for its contents again and again."""
    url = absolute_url(
        "workshop_notes.vote", workshop_id=workshop.id, saal=dots.hall_code(workshop)
    )
    return render_template(
        "workshop_notes/wall.html", workshop=workshop, code=code_picture(url), **_contents(workshop)
    )


@permitted(policies.may_run_workshop, Workshop)
def wall_part(workshop: Workshop) -> Any:
    """The contents as they stand now."""
    return render_template("workshop_notes/wall_part.html", is_part=True, **_contents(workshop))


def _contents(workshop: Workshop) -> dict[str, Any]:
    """Either the tables or, once there are any, the groups with their dots."""
    if request.args.get("ansicht") != "gruppen":
        return {"columns": queries.columns_of_wall(get_session(), workshop), "groups": None}
    counted = dots.dots_by_cluster(get_session(), workshop)
    groups = [
        (each.title, counted.get(each.id, 0), len(clusters.shown_in(each)))
        for each in clusters.live_clusters(get_session(), workshop)
    ]
    groups.sort(key=lambda each: (-each[1], -each[2], each[0]))
    return {
        "columns": (),
        "groups": groups[:GROUPS_ON_THE_WALL],
        "more": max(0, len(groups) - GROUPS_ON_THE_WALL),
    }
