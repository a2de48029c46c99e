"""Where the pages about notes are: for phones, for those who run the day, for the wall."""

from flask import Blueprint

from webapp.workshop_notes import moderating, phones, walls

bp = Blueprint("workshop_notes", __name__)

LED = "/veranstaltungen/<uuid:workshop_id>/leitung"
NOTE = f"{LED}/notizen/<uuid:workshop_note_id>"

for rule, view, methods in (
    ("/tisch/<code>", phones.table, ["GET", "POST"]),
    ("/tisch/<code>/melden", phones.report, ["POST"]),
    (f"{LED}/notizen", moderating.notes, ["GET", "POST"]),
    (f"{NOTE}/zeigen", moderating.show, ["POST"]),
    (f"{NOTE}/entfernen", moderating.remove, ["POST"]),
    (f"{LED}/tischkarten", moderating.posters, ["GET"]),
    ("/veranstaltungen/<uuid:workshop_id>/wand", walls.wall, ["GET"]),
    ("/veranstaltungen/<uuid:workshop_id>/wand/stand", walls.wall_part, ["GET"]),
):
    bp.add_url_rule(rule, view_func=view, methods=methods)
