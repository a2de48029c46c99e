"""Every role's main pages on a first visit: no more than 100 kB, and nothing moves."""

import pytest
from sqlalchemy import select

from models import Account
from seed_data import DEMO_SIGN_INS, load_region
from tests.browser.weighing import PAGES, WIDTHS, Visit, addresses, sign_in, weigh
from webapp.passwords import hash_password

PASSWORD = "ein langes Kennwort für die Vorführung"
MOST_BYTES = 100_000
MOST_MOVED = 0.02
"""Where the typeface comes after everything else; people notice from .1 on."""
LATE = {"start", "need form", "region"}
ALSO_WIDE = {None, "Transferstelle WH"}
"""Whose pages are also weighed on a desktop, where they are arranged otherwise."""


pytestmark = pytest.mark.once


@pytest.fixture
def region(database, clock):
    secret = hash_password(PASSWORD)
    with database.writing() as session:
        load_region(session, clock())
        for account in session.scalars(select(Account)):
            account.set_password_hash(secret)


def test_a_first_visit_is_light_and_nothing_moves(chromium, server, region):
    found = []
    for role in PAGES:
        context = chromium.new_context(locale="de-DE")
        state = sign_in(context, server, DEMO_SIGN_INS[role], PASSWORD) if role else None
        for name, path in list(addresses(context, server, role)):
            for device in WIDTHS if role in ALSO_WIDE else ["phone"]:
                visit = Visit(name, device)
                weigh(chromium, server + path, visit, state, "typeface first")
                found += complaints(visit)
                if name in LATE and device == "phone":
                    late = Visit(name, device)
                    weigh(chromium, server + path, late, state, "typeface last")
                    if late.moved > MOST_MOVED:
                        found.append(f"{name}, {device}: {late.moved:.4f} moved by the typeface")
        context.close()

    assert not found, "\n".join(found)


def complaints(visit: Visit):
    where = f"{visit.page}, {visit.device}"
    if visit.bytes > MOST_BYTES:
        yield f"{where}: {visit.bytes} bytes: {dict(visit.size)}"
    if visit.moved:
        yield f"{where}: {visit.moved:.4f} moved: {visit.movers}"
    if not {"Document", "Stylesheet", "Script", "Font"} <= set(visit.size):
        yield f"{where}: not loaded as people see it: {dict(visit.size)}"
    if not visit.largest_paint_ms:
        yield f"{where}: nothing was drawn"
