"""Who may what, as tables: everybody who is not named in a row may not."""

import uuid
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from models import (
    Account,
    Campus,
    Challenge,
    ChallengeState,
    Company,
    Competence,
    CompetenceKind,
    ConflictOfInterest,
    Department,
    Exclusion,
    Introduction,
    IntroductionState,
    Match,
    MatchRun,
    Profile,
    ProfileState,
    Role,
    Teaser,
    TeaserState,
    University,
    Verdict,
    policies,
)

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
D, S, R, C, W = ChallengeState
PREPARED, ASKED, INTERESTED, INTRODUCED, DECLINED, NOT_WANTED, EXPIRED, REVOKED = IntroductionState


def new(model, **facts):
    return model(id=uuid.uuid4(), **facts)


def account(role, **facts):
    return new(Account, role=role, email="x@y.example", **{"confirmed_at": NOW, **facts})


@pytest.fixture
def people():
    """One person of every kind, by name."""
    wh, hsbo = new(University, name="WH"), new(University, name="HSBO")
    company, competitor = new(Company, name="A GmbH"), new(Company, name="B GmbH")
    department = new(
        Department, name="Maschinenbau",
        campus=new(Campus, name="Bochum", university=hsbo, university_id=hsbo.id),
    )  # fmt: skip
    professor = account(Role.PROFESSOR)
    profile = new(
        Profile, chair="Lehrgebiet", account=professor, account_id=professor.id,
        department=department, capacity=2,
        competences=[new(Competence, text="x", kind=CompetenceKind.METHOD)],
    )  # fmt: skip
    profile.publish(NOW)
    company.accounts = []
    return SimpleNamespace(
        wh=wh,
        hsbo=hsbo,
        own_company=company,
        profile=profile,
        everybody={
            "anonymous": None,
            "company": account(Role.COMPANY, company_id=company.id),
            "unconfirmed": account(Role.COMPANY, company_id=company.id, confirmed_at=None),
            "dismissed": account(Role.COMPANY, company_id=company.id, is_active=False),
            "competitor": account(Role.COMPANY, company_id=competitor.id),
            "professor": professor,
            "another professor": account(Role.PROFESSOR),
            "lead": account(Role.TRANSFER_MANAGER, university_id=wh.id),
            "colleague": account(Role.TRANSFER_MANAGER, university_id=wh.id),
            "other university": account(Role.TRANSFER_MANAGER, university_id=hsbo.id),
            "dismissed lead": account(Role.TRANSFER_MANAGER, university_id=wh.id, is_active=False),
            "supporter": account(Role.SUPPORTER),
            "scout": account(Role.SCOUT),
            "admin": account(Role.ADMIN),
        },
    )


MANAGERS = {"lead", "colleague", "other university"}


def a_challenge(people, state=R, *, led=True, entered_by="company"):
    lead = people.everybody["lead"] if led and state is not D else None
    by = people.everybody[entered_by]
    return new(
        Challenge, title="Titel", description="Text", state=state, company=people.own_company,
        company_id=people.own_company.id, lead=lead, lead_id=lead.id if lead else None,
        entered_by_id=by.id, submitted_at=None if state is D else NOW,
    )  # fmt: skip


def an_introduction(people, state, **facts):
    consented = {INTERESTED, INTRODUCED, NOT_WANTED}
    challenge = a_challenge(people, **facts)
    teaser = new(Teaser, challenge=challenge, text="Kurz", state=TeaserState.APPROVED)
    return new(
        Introduction, challenge=challenge, profile=people.profile, state=state,
        asked_at=None if state is PREPARED else NOW,
        teaser=None if state is PREPARED else teaser,
        professor_consented_at=NOW if state in consented else None,
        professor_consented_to=teaser.text_version if state in consented else None,
        company_consented_to=teaser.text_version if state is INTRODUCED else None,
    )  # fmt: skip


def a_match(people, **facts):
    run = new(MatchRun, challenge=a_challenge(people, **facts))
    return new(Match, run=run, profile=people.profile)


def allowed(people, policy, *subject):
    return {name for name, user in people.everybody.items() if policy(user, *subject, NOW)}


@pytest.mark.parametrize(
    ("policy", "names"),
    [
        (policies.may_use_account, "everybody"),
        (policies.may_administer, {"admin"}),
        (policies.may_view_region, MANAGERS | {"supporter", "admin"}),
        (policies.may_view_exact_figures, MANAGERS),
        (policies.may_export_cases, MANAGERS),
        (policies.may_review, MANAGERS),
        (policies.may_submit_challenge, {"company", "competitor"}),
        (policies.may_enter_challenge, MANAGERS | {"scout"}),
        (policies.may_view_enquiries, {"professor", "another professor"}),
        (policies.may_keep_profile, {"professor", "another professor"}),
    ],
)
def test_doors_are_for_roles(people, policy, names):
    closed = {"anonymous", "unconfirmed", "dismissed", "dismissed lead"}
    expected = set(people.everybody) - closed if names == "everybody" else names

    assert allowed(people, policy) == expected


@pytest.mark.parametrize(
    ("state", "led", "names"),
    [
        (D, False, {"company"}),
        (S, False, {"company"} | MANAGERS),
        (R, False, {"company"} | MANAGERS),
        (S, True, {"company", "lead"}),
        (R, True, {"company", "lead"}),
        (C, True, {"company", "lead"}),
        (C, False, {"company"}),
        (W, True, {"company", "lead"}),
        (W, False, {"company"}),
    ],
)
def test_who_reads_a_need(people, state, led, names):
    challenge = a_challenge(people, state, led=led)

    assert allowed(people, policies.may_view_challenge, challenge) == names
    assert allowed(people, policies.may_review_challenge, challenge) == names & MANAGERS


@pytest.mark.parametrize("writer", ["colleague", "scout"])
def test_whoever_enters_a_draft_reads_it_until_it_is_handed_in(people, writer):
    challenge = a_challenge(people, D, entered_by=writer)

    assert allowed(people, policies.may_view_challenge, challenge) == {"company", writer}
    assert allowed(people, policies.may_edit_challenge, challenge) == {"company", writer}
    assert allowed(people, policies.may_hand_in_challenge, challenge) == {"company", writer} - {
        "scout"
    }
    assert allowed(people, policies.may_review_challenge, challenge) == set()


def test_a_scout_follows_what_becomes_of_the_need_without_reading_it(people):
    challenge = a_challenge(people, R, entered_by="scout")

    assert "scout" not in allowed(people, policies.may_view_challenge, challenge)
    assert "scout" in allowed(people, policies.may_view_case, challenge)
    challenge.state = W
    assert "scout" not in allowed(people, policies.may_view_case, challenge)


@pytest.mark.parametrize("state", list(IntroductionState))
@pytest.mark.parametrize("case", [R, C, W])
def test_a_professor_reads_the_need_after_mutual_consent_only(people, state, case):
    challenge = a_challenge(people, case)
    introduction = an_introduction(people, state)
    introduction.challenge = challenge

    readers = allowed(people, policies.may_view_challenge, challenge)

    assert introduction in challenge.introductions
    assert ("professor" in readers) == (state is INTRODUCED and case is not W)
    assert "another professor" not in readers


@pytest.mark.parametrize(
    ("state", "names"),
    [
        (D, {"company"}),
        (S, {"company", "lead"}),
        (R, {"company"} | MANAGERS),
        (C, {"company"} | MANAGERS),
        (W, {"company", "lead"}),
    ],
)
def test_managers_know_of_a_case_from_the_proposals_to_a_withdrawal(people, state, names):
    assert allowed(people, policies.may_view_case, a_challenge(people, state)) == names


@pytest.mark.parametrize("state", list(ChallengeState))
def test_what_a_company_does_with_its_need(people, state):
    challenge = a_challenge(people, state)
    own = {"company"}

    assert allowed(people, policies.may_edit_challenge, challenge) == (
        own if state in {D, S} else set()
    )
    assert allowed(people, policies.may_hand_in_challenge, challenge) == (
        own if state is D else set()
    )
    is_open = state in {S, R}
    assert allowed(people, policies.may_withdraw_challenge, challenge) == (
        own if is_open else set()
    )
    assert allowed(people, policies.may_delete_challenge, challenge) == (set() if is_open else own)
    assert allowed(people, policies.may_follow_challenge, challenge) == own


@pytest.mark.parametrize("state", list(ChallengeState))
def test_who_leads(people, state):
    led, unled = a_challenge(people, state), a_challenge(people, state, led=False)
    is_open = state in {S, R}

    assert allowed(people, policies.may_lead, led) == ({"lead"} if is_open else set())
    assert allowed(people, policies.may_lead, unled) == set()
    assert allowed(people, policies.may_take_lead, unled) == (MANAGERS if is_open else set())
    assert allowed(people, policies.may_take_lead, led) == set()
    assert allowed(people, policies.may_ask_for_lead, led) <= MANAGERS


def test_who_decides_about_a_proposal(people):
    match = a_match(people)
    known = {"lead", "other university"}
    assert allowed(people, policies.may_view_match, match) == known
    assert allowed(people, policies.may_decide_match, match) == {"lead"}

    match.decide(Verdict.APPROVED, people.everybody["lead"], NOW)

    assert allowed(people, policies.may_view_match, match) == known
    assert allowed(people, policies.may_decide_match, match) == set()


def test_its_own_company_never_sees_a_proposal(people):
    match = a_match(people, led=False)

    assert allowed(people, policies.may_view_match, match) == MANAGERS


@pytest.mark.parametrize(
    ("state", "viewers", "deciders"),
    [
        (TeaserState.DRAFT, {"lead"}, set()),
        (TeaserState.PRESENTED, {"lead", "company"}, {"company"}),
        (TeaserState.APPROVED, {"company"} | MANAGERS, set()),
        (TeaserState.REFUSED, {"lead", "company"}, set()),
    ],
)
def test_who_reads_and_who_decides_a_teaser(people, state, viewers, deciders):
    teaser = new(Teaser, challenge=a_challenge(people), text="Kurz", state=state)

    assert allowed(people, policies.may_view_teaser, teaser) == viewers
    assert allowed(people, policies.may_decide_teaser, teaser) == deciders


def test_a_professor_reads_the_teaser_that_was_sent_and_no_other(people):
    introduction = an_introduction(people, ASKED)
    sent = new(Teaser, challenge=introduction.challenge, text="Kurz", state=TeaserState.APPROVED)
    other = new(Teaser, challenge=introduction.challenge, text="Neu", state=TeaserState.APPROVED)
    introduction.teaser_id = sent.id

    assert "professor" in allowed(people, policies.may_view_teaser, sent)
    assert "professor" not in allowed(people, policies.may_view_teaser, other)


def test_phone_approvals_are_noted_for_companies_nobody_can_sign_in_for(people):
    teaser = new(Teaser, challenge=a_challenge(people), text="Kurz", state=TeaserState.PRESENTED)
    interested = an_introduction(people, INTERESTED)
    assert allowed(people, policies.may_record_phone_approval, teaser) == {"lead"}
    assert allowed(people, policies.may_record_phone_consent, interested) == {"lead"}

    people.own_company.accounts = [people.everybody["company"]]

    assert allowed(people, policies.may_record_phone_approval, teaser) == set()
    assert allowed(people, policies.may_record_phone_consent, interested) == set()


@pytest.mark.parametrize(
    ("state", "names"),
    [
        (PREPARED, {"lead"}),
        (ASKED, {"lead", "professor"}),
        (DECLINED, {"lead", "professor"}),
        (EXPIRED, {"lead", "professor"}),
        (REVOKED, {"lead", "professor"}),
        (INTERESTED, {"lead", "professor", "company"}),
        (NOT_WANTED, {"lead", "professor", "company"}),
        (INTRODUCED, {"lead", "professor", "company", "other university"}),
    ],
)
def test_who_knows_of_an_introduction(people, state, names):
    introduction = an_introduction(people, state)

    assert allowed(people, policies.may_view_introduction, introduction) == names


@pytest.mark.parametrize("state", list(IntroductionState))
def test_contacts_open_by_mutual_consent_only(people, state):
    introduction = an_introduction(people, state)
    sides = {"lead", "professor", "company", "other university"}

    assert allowed(people, policies.may_see_contacts, introduction) == (
        sides if state is INTRODUCED else set()
    )
    assert allowed(people, policies.may_note_meeting, introduction) == (
        sides - {"other university"} if state is INTRODUCED else set()
    )


@pytest.mark.parametrize("state", list(IntroductionState))
def test_who_answers_and_who_takes_back(people, state):
    introduction = an_introduction(people, state)

    def names_if(condition, *names):
        return set(names) if condition else set()

    assert allowed(people, policies.may_answer_enquiry, introduction) == names_if(
        state is ASKED, "professor"
    )
    assert allowed(people, policies.may_consent, introduction) == names_if(
        state is INTERESTED, "company"
    )
    assert allowed(people, policies.may_revoke_introduction, introduction) == names_if(
        state in {PREPARED, ASKED, INTERESTED}, "lead"
    )


def test_a_withdrawal_closes_an_enquiry_for_the_professor(people):
    introduction = an_introduction(people, ASKED)
    introduction.challenge.state = W

    assert allowed(people, policies.may_view_introduction, introduction) == {"lead"}
    assert allowed(people, policies.may_answer_enquiry, introduction) == set()


def test_a_published_profile_is_for_everybody_and_a_draft_for_its_owner(people):
    profile = people.profile
    assert allowed(people, policies.may_view_profile, profile) == set(people.everybody)
    assert allowed(people, policies.may_edit_profile, profile) == {"professor"}

    profile.unpublish()

    assert profile.state is ProfileState.DRAFT
    assert allowed(people, policies.may_view_profile, profile) == {"professor"}
    assert allowed(people, policies.may_edit_competence, profile.competences[0]) == {"professor"}


def test_a_company_is_known_to_its_own_people_and_managers(people):
    assert allowed(people, policies.may_view_company, people.own_company) == {"company"} | MANAGERS


def test_administrators_manage_everybody_but_themselves(people):
    admin = people.everybody["admin"]

    assert allowed(people, policies.may_manage_account, people.everybody["company"]) == {"admin"}
    assert allowed(people, policies.may_manage_account, admin) == set()


@pytest.mark.parametrize(
    ("capacity", "pending", "paused_until", "takes", "is_open"),
    [
        (2, 0, None, True, True),
        (2, 1, None, True, True),
        (2, 2, None, True, False),
        (0, 0, None, False, False),
        (2, 0, NOW.date(), False, False),
        (2, 0, NOW.date() - timedelta(days=1), True, True),
        (2, 0, date(2030, 1, 1), False, False),
    ],
)
def test_who_takes_enquiries(people, capacity, pending, paused_until, takes, is_open):
    profile = people.profile
    profile.capacity, profile.paused_until = capacity, paused_until

    assert policies.takes_enquiries(profile, NOW) == takes
    assert policies.is_open_for_enquiries(profile, pending, NOW) == is_open

    profile.unpublish()

    assert not policies.takes_enquiries(profile, NOW)


@pytest.mark.parametrize(
    ("limit", "asked", "takes"),
    [
        (None, [NOW] * 9, True),
        (2, [], True),
        (2, [NOW], True),
        (2, [NOW, NOW - timedelta(days=30)], False),
        (2, [NOW, NOW - timedelta(days=300)], True),
        (2, [NOW, None], True),
        (1, [NOW, NOW], False),
    ],
)
def test_who_takes_no_more_in_this_semester(people, limit, asked, takes):
    profile = people.profile
    profile.semester_limit = limit
    profile.enquiries = [new(Introduction, profile=profile, asked_at=each) for each in asked]

    assert policies.takes_enquiries(profile, NOW) == takes
    assert policies.is_semester_full(profile, NOW) != takes


def test_the_last_enquiry_of_a_semester_is_not_taken_back_by_those_after_it(people):
    profile = people.profile
    profile.semester_limit = 1
    first, second = (
        new(Introduction, profile=profile, asked_at=NOW + timedelta(minutes=minutes))
        for minutes in (0, 1)
    )
    profile.enquiries = [second, first]

    assert policies.keeps_enquiry(first, NOW)
    assert not policies.keeps_enquiry(second, NOW)

    profile.capacity = 0
    assert not policies.keeps_enquiry(first, NOW)


EMBARGO = NOW + timedelta(seconds=1)


def test_before_an_embargo_ends_only_the_company_and_the_lead_know(people):
    challenge = a_challenge(people, S)
    challenge.state, challenge.embargo_until = R, EMBARGO
    before, after = EMBARGO - timedelta(seconds=1), EMBARGO + timedelta(seconds=1)

    def known(at):
        return {
            name for name, user in people.everybody.items()
            if policies.may_view_case(user, challenge, at)
        }  # fmt: skip

    assert known(before) == {"company", "lead"}
    assert known(EMBARGO) == known(after) == {"company"} | MANAGERS
    assert not policies.may_match(challenge, before)
    assert policies.may_match(challenge, after)


@pytest.mark.parametrize("led", [True, False])
def test_an_excluded_university_does_not_learn_of_the_case(people, led):
    challenge = a_challenge(people, led=led)
    challenge.exclusions = [new(Exclusion, university_id=people.hsbo.id)]

    for policy in (policies.may_view_challenge, policies.may_view_case, policies.may_take_lead):
        assert "other university" not in allowed(people, policy, challenge)
    assert policies.is_profile_barred(people.profile, challenge, NOW)


@pytest.mark.parametrize("name", ["lead", "colleague", "other university"])
@pytest.mark.parametrize("tied_to", ["a", "Rivale AG"])
def test_a_manager_with_a_tie_loses_the_case(people, name, tied_to):
    challenge = a_challenge(people)
    challenge.exclusions = [new(Exclusion, organisation="RIVALE")]
    user = people.everybody[name]
    assert policies.may_view_case(user, challenge, NOW)

    user.conflicts = [new(ConflictOfInterest, organisation=tied_to)]

    assert not policies.may_view_case(user, challenge, NOW)
    assert not policies.may_lead(user, challenge, NOW)


def test_a_tie_declared_after_the_enquiry_hides_the_full_text_and_tells_nothing_else(people):
    introduction = an_introduction(people, INTRODUCED)
    professor = people.everybody["professor"]

    professor.conflicts = [new(ConflictOfInterest, organisation="A GmbH & Co. KG")]

    assert policies.is_profile_barred(people.profile, introduction.challenge, NOW)
    assert policies.may_view_introduction(professor, introduction, NOW)
    assert not policies.may_view_challenge(professor, introduction.challenge, NOW)


@pytest.mark.parametrize(
    ("company_on", "professor_on", "is_open"),
    [(None, None, False), (NOW.date(), None, False), (None, NOW.date(), False),
     (NOW.date(), NOW.date(), True)],
)  # fmt: skip
def test_an_agreement_opens_the_full_text_when_both_have_signed(
    people, company_on, professor_on, is_open
):
    introduction = an_introduction(people, INTRODUCED)
    introduction.challenge.nda_required = True
    assert allowed(people, policies.may_record_nda, introduction) == {"lead"}

    introduction.record_nda(company_on, professor_on)

    readers = allowed(people, policies.may_view_challenge, introduction.challenge)
    assert ("professor" in readers) == is_open
    assert "professor" in allowed(people, policies.may_see_contacts, introduction)


def test_a_consent_holds_for_the_text_that_was_read_and_no_other(people):
    introduction = an_introduction(people, INTRODUCED)
    assert "professor" in allowed(people, policies.may_see_contacts, introduction)

    introduction.teaser.text = "Ein anderer Text"

    assert allowed(people, policies.may_see_contacts, introduction) == set()


def test_load_is_for_the_owner_and_managers_of_the_same_university(people):
    assert allowed(people, policies.may_view_load, people.profile) == {
        "professor", "other university",
    }  # fmt: skip

    people.profile.capacity = 0

    challenge = a_challenge(people)
    shown = {
        name for name in MANAGERS
        if policies.may_propose(people.everybody[name], people.profile, challenge, NOW)
    }  # fmt: skip
    assert shown == {"other university"}
