"""The software's first version of a Kurzfassung carries nothing that its own finder would mark."""

import pytest

from models import (
    Account,
    Challenge,
    ChallengeSupport,
    Company,
    Evidence,
    Match,
    Municipality,
    Profile,
    Role,
    SizeClass,
    SupportKind,
)
from webapp.identifying import find_identifying
from webapp.review.drafting import draft_teaser_text, keywords

SUMMARY = (
    "Alterung von Rezyklaten und Versprödung nach Regranulierung, untersucht mit Volkswagen in "
    "Dortmund und Kamen sowie Claas; Verbundpartner Wening, Fügetechnik und Siebe."
)


@pytest.fixture
def challenge() -> Challenge:
    place = Municipality(ags="05978008", name="Bönen", is_in_district=True)
    company = Company(
        name="Wenning Siebe GmbH",
        municipality=place,
        size_class=SizeClass.SMALL,
        industry_code="22.29",
    )
    by = Account(display_name="Ida Kortmann", email="i@w.example", role=Role.COMPANY)
    need = Challenge(
        title="Risse im Clip", description="", company=company, municipality=place, entered_by=by
    )
    need.support_rows = [ChallengeSupport(kind=next(iter(SupportKind)))]
    return need


@pytest.fixture
def match() -> Match:
    return Match(profile=Profile(summary=SUMMARY), evidence=[Evidence(statement=SUMMARY)])


def test_keywords_leave_out_places_customers_and_names(challenge, match):
    assert keywords(challenge, match) == [
        "Alterung", "Rezyklaten", "Versprödung", "Regranulierung", "Verbundpartner", "Fügetechnik",
    ]  # fmt: skip


def test_in_the_whole_draft_nothing_is_marked(challenge, match, app):
    with app.test_request_context():
        text = draft_teaser_text(challenge, match)

    assert "Regranulierung" in text
    assert find_identifying(text, challenge) == []
