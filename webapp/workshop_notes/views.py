"""Where the pages about notes are: for phones, for those who run the day, for the wall."""

from flask import Blueprint

from webapp.workshop_notes import grouping, moderating, phones, tracing, voting, walls

bp = Blueprint("workshop_notes", __name__)

WORKSHOP = "/veranstaltungen/<uuid:workshop_id>"
LED = f"{WORKSHOP}/leitung"
NOTE = f"{LED}/notizen/<uuid:workshop_note_id>"

for rule, view, methods in (
    ("/tisch/<code>", phones.table, ["GET", "POST"]),
    ("/tisch/<code>/melden/<uuid:workshop_note_id>", phones.report, ["POST"]),
    (f"{LED}/notizen", moderating.notes, ["GET", "POST"]),
    (NOTE, tracing.note, ["GET"]),
    (f"{NOTE}/bedarf", tracing.make_need, ["POST"]),
    (f"{NOTE}/zeigen", moderating.show, ["POST"]),
    (f"{NOTE}/entfernen", moderating.remove, ["POST"]),
    (f"{LED}/tischkarten", moderating.posters, ["GET"]),
    (f"{LED}/gruppen", grouping.clusters, ["GET", "POST"]),
    (f"{LED}/gruppen/bilden", grouping.group, ["POST"]),
    (f"{LED}/gruppen/<uuid:note_cluster_id>", grouping.cluster, ["GET", "POST"]),
    (f"{WORKSHOP}/punkte", voting.vote, ["GET", "POST"]),
    (f"{WORKSHOP}/punkte/<uuid:note_cluster_id>/setzen", voting.put, ["POST"]),
    (f"{WORKSHOP}/punkte/<uuid:note_cluster_id>/nehmen", voting.take, ["POST"]),
    (f"{WORKSHOP}/wand", walls.wall, ["GET"]),
    (f"{WORKSHOP}/wand/stand", walls.wall_part, ["GET"]),
):
    bp.add_url_rule(rule, view_func=view, methods=methods)
