"""Loads the demo region once; a second time finds it there and changes nothing."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Account
from seed_data.cases import load_cases
from seed_data.funding import load_funding
from seed_data.funding_cases import load_funding_cases
from seed_data.keys import stable_id
from seed_data.marker import mark_as_demo
from seed_data.neighbours import load_neighbours
from seed_data.people import DEMO_SIGN_INS, load_people, load_scouts
from seed_data.places import load_places
from seed_data.workshops import load_workshops


def load_region(session: Session, at: datetime) -> None:
    """Fill a demo with people and cases of the year before `at`; the caller commits.

    Raises NotADemo for a database that is in use without the demo marker. What visitors of the
    demo changed or deleted since stays as they left it.
    """
    mark_as_demo(session, at)
    load_places(session)
    # Past cases were referred to some of them.
    load_neighbours(session, at)
    load_funding(session, at)
    if session.get(Account, stable_id("accounts", DEMO_SIGN_INS["Administration"])) is None:
        load_cases(session, at, load_people(session, at))
        session.flush()
    load_funding_cases(session, at)
    load_scouts(session, at)
    session.flush()
    load_workshops(session, at)
