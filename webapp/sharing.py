"""What others show of a page when its address is passed on: fixed words about the service.

Only pages that everybody may read are described, each by words that stand here. Nothing that a
page shows gets into them, so no text of a case can be kept by a messenger's preview.
"""

from dataclasses import dataclass

from flask import Flask, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.config import Settings
from webapp.links import absolute_url
from webapp.static_files import asset_url

CARD = "identity/social-card.png"
CARD_SIZE = (1200, 630)

WORDS: dict[str, tuple[LazyString, LazyString]] = {
    "public.start": (
        _l("Wer an der Hochschule kennt Ihr Problem?"),
        _l("Unternehmen beschreiben ihre Frage zu Material, Abfall, Wasser oder Energie. Die Transferstellen zweier Hochschulen nennen, wer helfen kann."),  # noqa: E501
    ),
    "challenges.describe": (
        _l("Beschreiben Sie Ihren Bedarf"),
        _l("Drei Minuten, ohne Konto und ohne Fachbegriffe. Zunächst lesen nur die Transferstellen mit."),  # noqa: E501
    ),
    "public.how_it_works": (
        _l("So funktioniert es"),
        _l("Software schlägt mit Belegen vor, wer zu einem Bedarf passt. Es entscheidet immer ein Mensch."),  # noqa: E501
    ),
    "public.who_sees_what": (
        _l("Wer sieht was?"),
        _l("Wer einen Bedarf liest und wann, und was niemand je sieht."),
    ),
    "profiles.index": (
        _l("Kompetenzen der Hochschulen"),
        _l("Womit sich Lehrgebiete der Westfälischen Hochschule und der Hochschule Bochum auskennen."),  # noqa: E501
    ),
    "region.years": (
        _l("Was daraus wurde"),
        _l("Bedarfe, Vermittlungen und Ergebnisse der vergangenen Jahre, in Zahlen."),
    ),
}  # fmt: skip
"""Title and description of each page that is worth passing on."""


@dataclass(frozen=True)
class Sharing:
    """What stands in the head of a page."""

    title: str
    description: str
    url: str
    image: str


def init_app(app: Flask, settings: Settings) -> None:
    """Let the frame of pages describe those that everybody may pass on."""
    app.context_processor(lambda: {"sharing": describe(settings.base_url.rstrip("/"))})


def describe(base_url: str) -> Sharing | None:
    """The words for the page that is asked for; None for all that are nobody else's business."""
    endpoint = (request.endpoint if request else None) or ""
    if endpoint not in WORDS:
        return None
    title, description = WORDS[endpoint]
    return Sharing(
        title=str(title), description=str(description), url=absolute_url(endpoint),
        image=base_url + asset_url(CARD),
    )  # fmt: skip
