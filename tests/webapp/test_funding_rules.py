"""The rules of the hint, as tables: what is met, what is not, and what nobody knows."""

from datetime import date, timedelta

import pytest

from models import (
    CooperationFormat,
    FundingApplicant,
    FundingLevel,
    FundingPartner,
    FundingProgramme,
    FundingRegion,
    FundingStage,
    FundingState,
    Outcome,
    SizeClass,
    SupportKind,
)
from models.funding import CHECKED_FOR
from webapp.funding.rules import RULES, Criterion, Fit, Group, Need, judge, judge_all
from webapp.funding.wishes import FORMATS, STAGES, formats_of, stages_of
from webapp.funding.words import applicant_labels

TODAY = date(2026, 3, 20)
DAY = timedelta(days=1)
MET, OPEN, NOT = Fit.MET, Fit.UNKNOWN, Fit.NOT_MET
BERGKAMEN, OUTSIDE, BEYOND = "05978004", "05515000", "03459024"


def programme(**facts):
    known = {"name": "Muster", "level": FundingLevel.OTHER, "source_address": "https://m.example"}
    return FundingProgramme(**(known | facts))


def need(**facts):
    known = {
        "on": TODAY, "ags": BERGKAMEN, "is_in_district": True, "size_class": SizeClass.SMALL,
        "stages": frozenset({FundingStage.DEVELOPMENT}),
        "formats": frozenset({CooperationFormat.PROJECT}),
        "themes": {"metalle": "stofffluss"}, "theme_names": {"metalle": "Metalle"},
        "has_partner": False,
    }  # fmt: skip
    return Need(**(known | facts))


def fit(criterion, entry, case):
    return next(each.fit for each in judge(entry, case).findings if each.criterion is criterion)


PERFECT = {
    "checked_on": TODAY, "region": FundingRegion.STATE, "applicants": ["klein"],
    "stages": ["entwicklung"], "formats": ["fue_projekt"], "themes": ["metalle"],
    "partner": FundingPartner.POSSIBLE,
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "state", "expected"),
    [
        ({}, FundingState.UNCHECKED, OPEN),
        ({"checked_on": TODAY}, FundingState.CHECKED, MET),
        ({"checked_on": TODAY - CHECKED_FOR + DAY}, FundingState.CHECKED, MET),
        ({"checked_on": TODAY - CHECKED_FOR}, FundingState.OVERDUE, OPEN),
        ({"checked_on": TODAY, "valid_until": TODAY}, FundingState.CHECKED, MET),
        ({"checked_on": TODAY, "valid_until": TODAY - DAY}, FundingState.EXPIRED, NOT),
        ({"valid_until": TODAY - DAY}, FundingState.EXPIRED, NOT),
        ({"checked_on": TODAY, "valid_from": TODAY + DAY}, FundingState.UPCOMING, NOT),
        ({"checked_on": TODAY, "valid_from": TODAY}, FundingState.CHECKED, MET),
        ({"checked_on": TODAY, "deadline_on": TODAY - DAY}, FundingState.CHECKED, NOT),
        ({"checked_on": TODAY, "deadline_on": TODAY}, FundingState.CHECKED, MET),
        ({"valid_until": TODAY + DAY}, FundingState.UNCHECKED, OPEN),
    ],
)
def test_only_what_was_checked_lately_and_is_not_over_counts_as_valid(facts, state, expected):
    entry = programme(**facts)

    assert entry.state(TODAY) is state
    assert fit(Criterion.VALIDITY, entry, need()) is expected


@pytest.mark.parametrize(
    ("region", "places", "ags", "is_in_district", "expected"),
    [
        (None, [], BERGKAMEN, True, OPEN),
        (FundingRegion.EUROPE, [], BEYOND, False, MET),
        (FundingRegion.GERMANY, [], BEYOND, False, MET),
        (FundingRegion.STATE, [], OUTSIDE, False, MET),
        (FundingRegion.STATE, [], BEYOND, False, NOT),
        (FundingRegion.DISTRICT, [], BERGKAMEN, True, MET),
        (FundingRegion.DISTRICT, [], OUTSIDE, False, NOT),
        (FundingRegion.PLACES, [BERGKAMEN], BERGKAMEN, True, MET),
        (FundingRegion.PLACES, [OUTSIDE], BERGKAMEN, True, NOT),
    ],
)
def test_the_place_of_the_need_has_to_lie_in_the_region(
    region, places, ags, is_in_district, expected
):
    entry = programme(region=region, places=places)

    case = need(ags=ags, is_in_district=is_in_district)
    assert fit(Criterion.REGION, entry, case) is expected


@pytest.mark.parametrize(
    ("applicants", "size", "expected"),
    [
        ([], SizeClass.SMALL, OPEN),
        (["klein", "mittel"], SizeClass.SMALL, MET),
        (["klein", "mittel"], SizeClass.LARGE, NOT),
        (["klein", "mittel"], None, OPEN),
        (["hochschule"], SizeClass.LARGE, MET),
        (["hochschule"], None, MET),
        (["hochschule", "mittel"], SizeClass.SMALL, NOT),
        (["verbund"], SizeClass.SMALL, OPEN),
        (["verbund", "klein"], SizeClass.SMALL, MET),
    ],
)
def test_a_company_of_this_size_has_to_be_among_those_who_may_apply(applicants, size, expected):
    assert fit(Criterion.SIZE, programme(applicants=applicants), need(size_class=size)) is expected


@pytest.mark.parametrize(
    ("stages", "wanted", "expected"),
    [
        ([], {FundingStage.DEVELOPMENT}, OPEN),
        (["entwicklung"], set(), OPEN),
        (["idee", "entwicklung"], {FundingStage.DEVELOPMENT, FundingStage.PILOT}, MET),
        (["investition"], {FundingStage.DEVELOPMENT}, NOT),
    ],
)
def test_it_has_to_pay_for_what_somebody_wants_to_do(stages, wanted, expected):
    case = need(stages=frozenset(wanted))

    assert fit(Criterion.STAGE, programme(stages=stages), case) is expected


@pytest.mark.parametrize(
    ("formats", "wanted", "expected"),
    [
        ([], {CooperationFormat.PROJECT}, OPEN),
        (["fue_projekt"], set(), OPEN),
        (["fue_projekt", "gutschein"], {CooperationFormat.VOUCHER}, MET),
        (["weiterbildung"], {CooperationFormat.PROJECT}, NOT),
    ],
)
def test_the_way_to_work_together_has_to_be_one_of_its_own(formats, wanted, expected):
    case = need(formats=frozenset(wanted))

    assert fit(Criterion.FORMATS, programme(formats=formats), case) is expected


@pytest.mark.parametrize(
    ("themes", "of_need", "expected"),
    [
        ([], {"metalle": "stofffluss"}, OPEN),
        (["metalle"], {}, OPEN),
        (["metalle"], {"metalle": "stofffluss"}, MET),
        (["stofffluss"], {"metalle": "stofffluss"}, MET),
        (["technologie", "holz"], {"metalle": "stofffluss"}, NOT),
        (["pyrolyse"], {"metalle": "stofffluss", "pyrolyse": "technologie"}, MET),
    ],
)
def test_a_theme_of_the_case_or_its_kind_has_to_be_meant(themes, of_need, expected):
    case = need(themes=of_need, theme_names={code: code for code in of_need})

    assert fit(Criterion.THEMES, programme(themes=themes), case) is expected


@pytest.mark.parametrize(
    ("partner", "has_partner", "expected"),
    [
        (None, True, OPEN),
        (FundingPartner.POSSIBLE, False, MET),
        (FundingPartner.POSSIBLE, True, MET),
        (FundingPartner.REQUIRED, True, MET),
        (FundingPartner.REQUIRED, False, OPEN),
        (FundingPartner.NOT_MEANT, True, NOT),
        (FundingPartner.NOT_MEANT, False, OPEN),
    ],
)
def test_a_university_has_to_be_there_where_one_must_be(partner, has_partner, expected):
    case = need(has_partner=has_partner)

    assert fit(Criterion.PARTNER, programme(partner=partner), case) is expected


@pytest.mark.parametrize(
    ("facts", "group"),
    [
        (PERFECT, Group.FITS),
        (PERFECT | {"checked_on": None}, Group.OPEN),
        (PERFECT | {"themes": []}, Group.OPEN),
        (PERFECT | {"applicants": ["gross"]}, Group.AGAINST),
        (PERFECT | {"valid_until": TODAY - DAY}, Group.AGAINST),
        ({}, Group.THIN),
        ({"checked_on": TODAY}, Group.THIN),
        ({"region": FundingRegion.GERMANY, "applicants": ["klein"]}, Group.THIN),
        ({"stages": ["entwicklung"]}, Group.OPEN),
        ({"themes": ["stofffluss"]}, Group.OPEN),
    ],
)
def test_what_is_not_known_is_never_taken_for_met(facts, group):
    assert judge(programme(**facts), need()).group is group


def test_a_programme_that_has_expired_or_was_never_checked_is_never_among_those_that_fit():
    for facts in ({"valid_until": TODAY - DAY}, {"checked_on": None}):
        assert judge(programme(**(PERFECT | facts)), need()).group is not Group.FITS


def test_what_everything_is_met_of_comes_first_and_what_lacks_least_after_it():
    fits = programme(name="Zuletzt im Alphabet", **PERFECT)
    nearly = programme(name="B", **(PERFECT | {"themes": []}))
    less = programme(name="A", **(PERFECT | {"themes": [], "formats": []}))
    against = programme(name="0", **(PERFECT | {"region": FundingRegion.PLACES}))

    judged = judge_all([against, less, nearly, fits], need())

    assert [each.programme for each in judged] == [fits, nearly, less, against]


def test_every_criterion_has_one_rule_and_every_finding_says_why(app):
    with app.test_request_context():
        findings = judge(programme(**PERFECT), need()).findings
        assert [each.criterion for each in findings] == list(Criterion)
        assert len(RULES) == len(Criterion)
        assert all(str(each.why).endswith(".") for each in findings)


def test_the_kinds_of_help_say_what_is_wanted_until_the_case_has_come_to_something():
    every = set(SupportKind)

    assert set(STAGES) == set(FORMATS) == every
    assert stages_of([], None) == formats_of([]) == frozenset()
    assert stages_of([SupportKind.TRAINING], None) == {FundingStage.QUALIFICATION}
    assert stages_of([SupportKind.TRAINING], Outcome.THESIS) == {FundingStage.ENTRY}
    assert stages_of([SupportKind.TRAINING], Outcome.NO_MATCH) == {FundingStage.QUALIFICATION}
    assert formats_of([SupportKind.TRAINING]) == {CooperationFormat.TRAINING}


def test_size_classes_and_applicants_share_their_values():
    assert {each.value for each in SizeClass} < {each.value for each in FundingApplicant}


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ([], []),
        (["klein"], ["Kleine Unternehmen"]),
        (["kleinst", "klein", "mittel", "verbund"],
         ["Kleine und mittlere Unternehmen", "Mehrere Partner zusammen"]),
        (["kleinst", "klein", "mittel", "gross"], ["Unternehmen jeder Größe"]),
    ],
)  # fmt: skip
def test_who_may_apply_is_said_in_few_words(app, codes, words):
    with app.test_request_context():
        assert applicant_labels(codes) == words
