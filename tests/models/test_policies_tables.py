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
    Department,
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
    return new(
        Introduction, challenge=a_challenge(people, **facts), profile=people.profile, state=state,
        asked_at=None if state is PREPARED else NOW,
        professor_consented_at=NOW if state in consented else None,
    )  # fmt: skip


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
        (policies.may_enter_challenge, MANAGERS),
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


def test_a_manager_reads_the_draft_taken_on_the_telephone(people):
    challenge = a_challenge(people, D, entered_by="colleague")

    assert allowed(people, policies.may_view_challenge, challenge) == {"company", "colleague"}
    assert allowed(people, policies.may_edit_challenge, challenge) == {"company", "colleague"}
    assert allowed(people, policies.may_review_challenge, challenge) == set()


@pytest.mark.parametrize("state", list(IntroductionState))
@pytest.mark.parametrize("case", [R, C, W])
def test_a_professor_reads_the_need_after_mutual_consent_only(people, state, case):
    challenge = a_challenge(people, case)
    introduction = new(Introduction, challenge=challenge, profile=people.profile, state=state)

    readers = allowed(people, policies.may_view_challenge, challenge)

    assert introduction in challenge.introductions
    assert ("professor" in readers) == (state is INTRODUCED and case is not W)
    assert "another professor" not in readers


@pytest.mark.parametrize(
    ("state", "names"),
    [
        (D, {"company"}),
        (S, {"company"} | MANAGERS),
        (R, {"company"} | MANAGERS),
        (C, {"company"} | MANAGERS),
        (W, {"company", "lead"}),
    ],
)
def test_that_a_case_exists_is_known_to_managers_until_it_is_withdrawn(people, state, names):
    assert allowed(people, policies.may_view_case, a_challenge(people, state)) == names


@pytest.mark.parametrize("state", list(ChallengeState))
def test_what_a_company_does_with_its_need(people, state):
    challenge = a_challenge(people, state)
    own = {"company"}

    assert allowed(people, policies.may_edit_challenge, challenge) == (own if state is D else set())
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
    match = new(Match, run=new(MatchRun, challenge=a_challenge(people)))

    assert allowed(people, policies.may_view_match, match) == {"lead"}
    assert allowed(people, policies.may_decide_match, match) == {"lead"}

    match.decide(Verdict.APPROVED, people.everybody["lead"], NOW)

    assert allowed(people, policies.may_view_match, match) == {"lead"}
    assert allowed(people, policies.may_decide_match, match) == set()


def test_its_own_company_never_sees_a_proposal(people):
    match = new(Match, run=new(MatchRun, challenge=a_challenge(people, led=False)))

    assert allowed(people, policies.may_view_match, match) == MANAGERS


@pytest.mark.parametrize(
    ("state", "viewers", "deciders"),
    [
        (TeaserState.DRAFT, {"lead"}, set()),
        (TeaserState.PRESENTED, {"lead", "company"}, {"company"}),
        (TeaserState.APPROVED, {"lead", "company"}, set()),
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
        sides if state is INTRODUCED else set()
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
