"""Name badges as they are printed: eight on a sheet, with the code that the door scans."""

import io
from collections.abc import Sequence

import segno
from flask_babel import get_locale
from flask_babel import gettext as _

from models import Participant, Workshop
from webapp.links import absolute_url
from webapp.printing import Badge, Badges, Document
from webapp.workshop_times import show_span


def as_document(workshop: Workshop, people: Sequence[Participant]) -> Document:
    """A badge for each of them, in the order they come in."""
    return Document(
        title=_("Namensschilder"),
        subtitle=f"{workshop.title}\n{show_span(workshop.starts_at, workshop.ends_at)}",
        footer=_("EcoTecHub · Namensschilder · nur für den Workshop"),
        language=str(get_locale() or "de"),
        page_words=_("Seite"),
        blocks=[Badges([_badge(each) for each in people])],
    )


def _badge(participant: Participant) -> Badge:
    return Badge(
        name=participant.name,
        organisation=participant.organisation,
        picture=_drawing(participant),
        alt=_("QR-Code von %(name)s", name=participant.name),
        code=participant.short_code,
    )


def badge_address(participant: Participant) -> str:
    """What the code says; it opens nothing but the door, and that only for those who run it."""
    return absolute_url("workshops.scan", code=participant.code)


def badge_picture(participant: Participant) -> str:
    """The code as a picture for a page."""
    code = segno.make_qr(badge_address(participant), error="m")
    return str(code.svg_data_uri(scale=4, border=4, light="#fff"))


def _drawing(participant: Participant) -> str:
    """The code as a drawing for the typesetter."""
    file = io.BytesIO()
    code = segno.make_qr(badge_address(participant), error="m")
    code.save(file, kind="svg", border=2, xmldecl=False, svgns=True, light="#fff")
    return file.getvalue().decode("ascii")
