"""The demo region: fictional companies, profiles and cases on the real map of Kreis Unna."""

from seed_data.funding import load_funding
from seed_data.funding_cases import GRANTED
from seed_data.marker import NotADemo, is_demo, mark_as_demo
from seed_data.neighbours import load_neighbours
from seed_data.outcomes import AIMS, REPORTED
from seed_data.people import DEMO_SIGN_INS
from seed_data.places import load_places
from seed_data.region import load_region

__all__ = [
    "AIMS",
    "DEMO_SIGN_INS",
    "GRANTED",
    "REPORTED",
    "NotADemo",
    "is_demo",
    "load_funding",
    "load_neighbours",
    "load_places",
    "load_region",
    "mark_as_demo",
]
