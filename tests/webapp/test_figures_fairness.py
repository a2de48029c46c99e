"""Load, exposure and overrides: what a manager reads of whom, and when she hears of habit."""

from datetime import timedelta

import pytest

from models import (
    Account,
    Band,
    Challenge,
    ChallengeState,
    ConflictOfInterest,
    IntroductionState,
    Match,
    MatchOrigin,
    MatchRun,
    Profile,
    RejectionReason,
    Role,
    Verdict,
)
from webapp.overrides import override_notice, override_report

ASKED, DECLINED, PREPARED = (
    IntroductionState.ASKED, IntroductionState.DECLINED, IntroductionState.PREPARED,
)  # fmt: skip
PAGE = "/auswertung/auslastung"


def loads(page) -> dict[str, list[str]]:
    rows = page.select("#auslastung table")[0].select("tbody tr")
    return {
        next(row.th.stripped_strings): [each.get_text(" ", strip=True) for each in row.select("td")]
        for row in rows
    }


def declare_tie(session, manager, name: str, at) -> None:
    row = session.get_one(Account, manager.id)
    row.conflicts.append(ConflictOfInterest(organisation=name, declared_at=at))


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


def test_a_manager_reads_who_of_the_own_university_was_asked_how_often(
    browser, make, clock, manager
):
    busy = make.profile(chair="Lehrgebiet Wasser", capacity=1, semester_limit=3)
    make.profile(chair="Lehrgebiet Ruhe", paused_until=clock().date() + timedelta(days=9))
    clock.advance(days=-300)
    make.introduction(DECLINED, profile=busy)
    clock.advance(days=-300)
    make.introduction(DECLINED, profile=busy)
    clock.advance(days=600)
    make.introduction(ASKED, profile=busy, lead=make.account(Role.TRANSFER_MANAGER))
    browser.login(manager)

    shown = loads(browser.get(PAGE))

    assert shown["Lehrgebiet Wasser"] == ["1", "3", "2", "1", "1", "–", "ausgelastet"]
    assert shown["Lehrgebiet Ruhe"][-1] == "Pause bis 29. März 2026"
    assert list(shown) == ["Lehrgebiet Wasser", "Lehrgebiet Ruhe"]


def test_whoever_is_full_stands_first_and_whom_nobody_asked_is_named(browser, make, clock, manager):
    lead = make.account(Role.TRANSFER_MANAGER)
    half = make.profile(chair="Lehrgebiet Halb", capacity=2)
    full = make.profile(chair="Lehrgebiet Voll", capacity=1)
    make.profile(chair="Lehrgebiet Still")
    make.profile(chair="Lehrgebiet Weg", capacity=0)
    for profile in (half, full, full):
        make.introduction(ASKED, profile=profile, lead=lead)
    browser.login(manager)

    page = browser.get(PAGE).select_one("#auslastung")

    assert [each.text for each in page.select("h3")] == [
        "Ausgelastet (1)", "Mit offenen Anfragen, aber nicht voll (1)",
        "Frei und seit einem Jahr nicht gefragt (1)", "Zurzeit nicht zu fragen (1)",
    ]  # fmt: skip
    rows = [each.get_text(" ", strip=True) for each in page.select(".load-row")]
    assert rows == [
        "Lehrgebiet Voll 2 von 1 offen, eine über der Grenze · 2 Anfragen in 365 Tagen",
        "Lehrgebiet Halb 1 von 2 offen · eine Anfrage in 365 Tagen",
        "Lehrgebiet Still 0 von 2 offen",
        "Lehrgebiet Weg nimmt keine Anfragen an",
    ]
    assert page.select_one(".load-finding").text == (
        "Von 4 Lehrgebieten ist eines ausgelastet. "
        "Eines wurde in den letzten 365 Tagen nicht gefragt."
    )


def test_of_another_university_only_sums_of_the_own_cases_are_shown(browser, make, manager):
    profile = make.profile(chair="Lehrgebiet Fern", university="HSBO")
    other = make.account(Role.TRANSFER_MANAGER)
    for lead in (manager, other, other):
        case = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
        make.introduction(ASKED, challenge=case, profile=profile, lead=lead)
    browser.login(manager)

    page = browser.get(PAGE)

    assert "Lehrgebiet Fern" not in page.text
    sums = page.select("#auslastung table")[-1].select("tbody tr")
    assert [each.get_text(" ", strip=True) for each in sums] == ["Hochschule Bochum 1 –"]


def test_an_enquiry_of_a_case_that_bars_the_manager_counts_in_no_load(browser, make, manager):
    profile = make.profile(chair="Lehrgebiet Wasser")
    company = make.account(Role.COMPANY)
    lead = make.account(Role.TRANSFER_MANAGER)
    case = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    make.introduction(ASKED, challenge=case, profile=profile, lead=lead)
    browser.login(manager)
    before = loads(browser.get(PAGE))["Lehrgebiet Wasser"][0]
    with make.writing() as session:
        declare_tie(session, manager, company.company.name, case.created_at)

    assert (before, loads(browser.get(PAGE))["Lehrgebiet Wasser"][0]) == ("1", "0")


class Desk:
    """Cases with a first proposal, and what was decided about it; many in one transaction."""

    def __init__(self, make) -> None:
        self.make = make
        self.profiles = [make.profile().id for _ in range(2)]
        self.company = make.account(Role.COMPANY)

    def decide(self, manager, at, verdict=Verdict.APPROVED, *, added=None, times=1) -> None:
        """The first proposal is decided about, or somebody is added and approved."""
        with self.make.writing() as session:
            by = session.get_one(Account, manager.id)
            first, second = (session.get_one(Profile, each) for each in self.profiles)
            for _ in range(times):
                need = Challenge(
                    company_id=self.company.company_id, entered_by_id=self.company.id,
                    title="Bedarf", description="Woran liegt das?", created_at=at,
                    municipality_ags=self.company.company.municipality_ags,
                )  # fmt: skip
                need.submit(at, at.date())
                need.take_lead(by, at)
                run = MatchRun(
                    challenge=need, started_at=at, finished_at=at, text_version="", model={},
                    profile_versions={}, is_degraded=False, is_abstention=False,
                )  # fmt: skip
                session.add_all([need, run])
                facts = {"run": run, "score": 0, "band": Band.LOW, "created_at": at}
                match = Match(profile=first, origin=MatchOrigin.PROPOSED, rank=1, **facts)
                session.add(match)
                if verdict is not None:
                    reason = RejectionReason.OTHER_TOPIC if verdict is Verdict.REJECTED else None
                    match.decide(verdict, by, at, reason=reason)
                if added is not None:
                    found = Match(profile=second, origin=MatchOrigin.ADDED, **facts)
                    session.add(found)
                    found.decide(added, by, at)


@pytest.fixture
def desk(make):
    return Desk(make)


def test_an_override_is_a_rejection_or_somebody_else_in_the_first_ones_place(
    desk, manager, clock, session
):
    at = clock()
    desk.decide(manager, at)
    desk.decide(manager, at, added=Verdict.APPROVED)
    desk.decide(manager, at, Verdict.REJECTED)
    desk.decide(manager, at, None, added=Verdict.APPROVED)
    desk.decide(manager, at, None)

    last = override_report(session, manager, at).last

    assert (last.decided, last.overridden, last.share) == (4, 2, 0.5)


def test_a_hundred_decisions_without_an_override_raise_a_notice(
    desk, manager, clock, session, browser
):
    at = clock()
    desk.decide(manager, at, times=99)
    late = at + timedelta(days=1)
    assert override_notice(session, manager, late) is None
    session.rollback()

    desk.decide(manager, at)
    notice = override_notice(session, manager, late)

    assert (notice.decided, notice.overridden) == (100, 0)
    session.rollback()
    clock.advance(days=1)
    browser.login(manager)
    assert "Immer dem ersten Vorschlag gefolgt" in browser.get(PAGE).text
    assert "Immer dem ersten Vorschlag gefolgt" in browser.get("/pruefung").text
    desk.decide(manager, late, Verdict.REJECTED)
    assert override_notice(session, manager, late) is None


def test_nobody_reads_the_rate_of_somebody_else(desk, make, manager, clock, browser):
    other = make.account(Role.TRANSFER_MANAGER)
    desk.decide(other, clock(), times=3)
    browser.login(manager)

    page = browser.get(PAGE)

    assert "Ihrer letzten Entscheidungen (0)" in page.text
    assert other.display_name not in page.text


@pytest.mark.parametrize(("managers", "shown"), [(4, None), (5, 0.2)])
def test_the_median_stands_there_when_nobody_can_be_calculated_from_it(
    desk, make, manager, clock, session, managers, shown
):
    """Somebody overrides once, twice, … of ten; those of this month do not count yet."""
    past = clock() - timedelta(days=40)
    for overridden in range(managers):
        colleague = make.account(Role.TRANSFER_MANAGER)
        desk.decide(colleague, past, Verdict.REJECTED, times=overridden)
        desk.decide(colleague, past, times=10 - overridden)
    desk.decide(manager, clock(), Verdict.REJECTED, times=10)

    assert override_report(session, manager, clock()).median == shown


def test_decisions_in_cases_that_bar_the_reader_count_nowhere(desk, make, manager, clock, session):
    desk.decide(manager, clock())
    with make.writing() as writing:
        declare_tie(writing, manager, desk.company.company.name, clock())

    reader = session.get_one(Account, manager.id)
    assert override_report(session, reader, clock()).last.decided == 0


def test_exposure_counts_months_that_are_over_and_only_from_five_cases_on(
    browser, make, clock, manager
):
    near, far = make.profile(), make.profile(university="HSBO")

    def judge(cases: int) -> None:
        for _ in range(cases):
            need = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
            match = make.match(need, near)
            with make.writing() as session:
                match = session.get_one(Match, match.id)
                by = session.get_one(Account, manager.id)
                second = Match(
                    run=match.run, profile=session.get_one(Profile, far.id), rank=2, score=0.1,
                    origin=MatchOrigin.PROPOSED, band=match.band, created_at=clock(),
                )  # fmt: skip
                session.add(second)
                for each in (match, second):
                    each.decide(Verdict.APPROVED, by, clock())

    judge(5)
    browser.login(manager)
    now = browser.get(PAGE).text
    clock.advance(days=31)
    browser.login(manager)
    later = browser.get(PAGE).text

    assert "noch weniger als fünf Fälle" in now
    assert "5 Fälle mit Entscheidungen" in later
    assert "Hochschule Bochum ist für gleich viele Freigaben deutlich mehr oder weniger" in later
    assert "0,63-fache Sichtbarkeit, mit 95 % Sicherheit zwischen 0,63 und 0,63" in later
