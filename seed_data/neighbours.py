"""Organisations to which a company can be sent: real ones, with what a public source says of them.

What no source says stays empty, and nobody claims to have checked it; the Transferstellen do that.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Neighbour
from seed_data.keys import stable_id

NEIGHBOURS = {
    "transferhub": (
        "Transferhub Digitalisierung & Circular Economy",
        "Digitalisierung und Circular Economy (Hochschule Ruhr West, Prosperkolleg).",
    ),
    "efa": ("Effizienz-Agentur NRW", ""),
    "suedwestfalen": (
        "Transferverbund Südwestfalen",
        "Scouts, die Unternehmen besuchen.",
    ),
    "fraunhofer-match": (
        "Fraunhofer Match",
        "Eine Anlaufstelle, die eine Frage an die Fraunhofer-Institute weitergibt.",
    ),
    "een": (
        "Enterprise Europe Network",
        "Beraterinnen und Berater schreiben Technologiegesuche und -angebote auf.",
    ),
}
"""By key: the name, and what they are good for."""


def load_neighbours(session: Session, at: datetime) -> None:
    """Complete the list; what managers changed since stays as they left it."""
    for key, (name, good_for) in NEIGHBOURS.items():
        if session.get(Neighbour, stable_id("neighbours", key)) is None:
            session.add(
                Neighbour(
                    id=stable_id("neighbours", key), name=name, good_for=good_for, created_at=at
                )
            )
    session.flush()
