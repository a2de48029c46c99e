"""MR14 on real rows: whoever is filtered out is in no output, and nobody else moves."""

import os
import random
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, select

from models import (
    Account,
    Challenge,
    ChallengeState,
    ConflictOfInterest,
    Exclusion,
    Introduction,
    IntroductionState,
    Profile,
    ProfileState,
    Role,
    policies,
)
from tests.conftest import START
from webapp import matching
from webapp.matching import snapshots
from webapp.matching.experts import as_need, published_experts
from webapp.matching.runs import PROPOSALS_PER_RUN
from webapp.review.proposals import review_of
from webapp.review.queries import addable_profile

FULL = os.environ.get("HYPOTHESIS_PROFILE") == "verify"
NEEDS, PROFESSORS = 25, 40
ROUNDS = 100 if FULL else 4
"""Of a thousand pairs each, with rules drawn anew."""
MATCHED_A_ROUND = 2

NAMES = {
    "rivale": ("Rivale AG", "RIVALE", "Rivale GmbH & Co. KG"),
    "muller sohne": ("Müller & Söhne GmbH", "MUELLER Soehne", "Müller und Söhne"),
    "nordwerk": ("Nordwerk eG", "nordwerk", "Nordwerk UG (haftungsbeschränkt)"),
}
"""What people write, by what it stands for."""
TOPICS = (
    "Alterung und Versprödung von Rezyklaten", "Spülwasser der Galvanik", "Abwärme aus Öfen",
    "Feuchte im Mauerwerk", "Lärm von Pumpen", "Faulgas aus Bioabfall", "Staub in Filtern",
)  # fmt: skip


@pytest.fixture
def region(make, database):
    """Needs and professors on which rules are drawn, and the managers who look."""
    managers = [
        make.account(Role.TRANSFER_MANAGER, university_id=make.university(short).id)
        for short in ("WH", "HSBO")
    ]
    rng = random.Random(14)
    professors = []
    for number in range(PROFESSORS):
        university = ("WH", "HSBO")[number % 2]
        profile = make.profile(*rng.sample(TOPICS, 2), university=university)
        busy = make.introduction(IntroductionState.PREPARED, profile=profile, lead=managers[0])
        professors.append(
            SimpleNamespace(id=profile.id, account_id=profile.account_id, university=university,
                            busy_id=busy.id)
        )  # fmt: skip
    needs = []
    for number in range(NEEDS):
        company = make.company(rng.choice(NAMES[rng.choice(list(NAMES))]) if number % 3 else None)
        challenge = make.challenge(
            ChallengeState.IN_REVIEW, lead=managers[number % 2], title=rng.choice(TOPICS),
            by=make.account(Role.COMPANY, company_id=company.id), company_id=company.id,
            description=f"Wir suchen Rat: {rng.choice(TOPICS)}. Auch: {rng.choice(TOPICS)}.",
        )  # fmt: skip
        needs.append(SimpleNamespace(id=challenge.id, name=meaning(company.name)))
    universities = {short: make.university(short).id for short in ("WH", "HSBO")}
    return SimpleNamespace(
        managers=managers, professors=professors, needs=needs, universities=universities
    )


def meaning(name: str) -> str | None:
    """What a name stands for, however it is written."""
    return next((key for key, written in NAMES.items() if name in written), None)


def draw_rules(session, region, rng) -> None:
    """Forget all rules and draw new ones; what was drawn is noted beside each row."""
    session.execute(delete(Exclusion))
    session.execute(delete(ConflictOfInterest))
    for each in region.professors:
        each.capacity, each.is_busy = rng.choice([0, 1, 2, 2, 2]), rng.random() < 0.4
        each.pause = rng.choice([None, None, None, -1, 0, 5])
        each.is_published = rng.random() < 0.9
        each.ties = {rng.choice(list(NAMES)) for _ in range(rng.choice([0, 0, 0, 1, 2]))}
        profile = session.get_one(Profile, each.id)
        profile.capacity = each.capacity
        profile.paused_until = (
            None if each.pause is None else START.date() + timedelta(days=each.pause)
        )
        profile.state = ProfileState.PUBLISHED if each.is_published else ProfileState.DRAFT
        profile.published_at = START if each.is_published else None
        session.get_one(Introduction, each.busy_id).state = (
            IntroductionState.PREPARED if each.is_busy else IntroductionState.REVOKED
        )
        session.add_all(
            ConflictOfInterest(
                account_id=each.account_id, organisation=rng.choice(NAMES[tie]), declared_at=START
            )
            for tie in each.ties
        )
    for each in region.needs:
        each.shunned = {rng.choice(list(NAMES)) for _ in range(rng.choice([0, 0, 1]))}
        each.universities = {rng.choice(["WH", "HSBO"])} if rng.random() < 0.2 else set()
        each.people = {one.id for one in region.professors if rng.random() < 0.05}
        session.add_all(
            [
                *(
                    Exclusion(challenge_id=each.id, organisation=rng.choice(NAMES[one]))
                    for one in each.shunned
                ),
                *(
                    Exclusion(challenge_id=each.id, university_id=region.universities[one])
                    for one in each.universities
                ),
                *(Exclusion(challenge_id=each.id, profile_id=one) for one in each.people),
            ]
        )


def is_kept_back(need, professor) -> bool:
    """V2 and V4 in other words than the policies'."""
    return bool(
        professor.id in need.people
        or professor.university in need.universities
        or professor.ties & (need.shunned | {need.name})
    )


def takes_enquiries(professor) -> bool:
    """V3 in other words than the policies'."""
    is_paused = professor.pause is not None and professor.pause >= 0
    return professor.is_published and professor.capacity > 0 and not is_paused


def is_candidate(need, professor) -> bool:
    is_full = professor.is_busy and professor.capacity < 2
    return takes_enquiries(professor) and not is_full and not is_kept_back(need, professor)


def is_shown(need, professor, manager, region) -> bool:
    is_own = region.universities[professor.university] == manager.university_id
    is_there = professor.is_published and (is_own or takes_enquiries(professor))
    return is_there and not is_kept_back(need, professor)


@pytest.mark.sized
@pytest.mark.timeout(1800)
def test_mr14_whoever_is_filtered_out_is_in_no_output_and_nobody_else_moves(
    app, database, region, clock
):
    rng = random.Random(14)
    triples = outputs = kept_back = 0
    for number in range(ROUNDS):
        with database.writing() as session:
            draw_rules(session, region, rng)
        with database.reading() as session:
            for need in region.needs:
                challenge = session.get_one(Challenge, need.id)
                expected = {p.id for p in region.professors if is_candidate(need, p)}
                found = session.scalars(
                    select(Profile.id).where(policies.candidate_profiles(challenge, START))
                )
                assert set(found) == expected
                reasons = snapshots.candidates(session, challenge, START)
                assert {key for key, reason in reasons.items() if reason is None} == expected
                triples += PROFESSORS
                kept_back += PROFESSORS - len(expected)
                for manager in region.managers:
                    user = session.get_one(Account, manager.id)
                    shown = {p.id for p in region.professors if is_shown(need, p, manager, region)}
                    found = session.scalars(
                        select(Profile.id).where(
                            policies.proposable_profiles(user, challenge, START)
                        )
                    )
                    assert set(found) == shown
        for need in rng.sample(region.needs, MATCHED_A_ROUND):
            clock.at = START + timedelta(seconds=number + 1)
            outputs += outputs_are_filtered(app, database, region, need, rng)
            clock.at = START
    assert triples == ROUNDS * NEEDS * PROFESSORS
    assert 0.3 < kept_back / triples < 0.9
    print(f"{triples} triples, {kept_back} kept back, {outputs} outputs looked through")


def outputs_are_filtered(app, database, region, need, rng) -> int:
    """The run, the desk, the search and the button to add, before and after rules change."""
    with app.app_context():
        matching.match_challenge(need.id)
        with database.reading() as session:
            challenge = session.get_one(Challenge, need.id)
            pool, _ = app.extensions["match_pool"].refresh(published_experts(session))
            ranked = pool.propose(as_need(challenge), k=PROFESSORS).proposals
            allowed = {str(p.id) for p in region.professors if is_candidate(need, p)}
            expected = [each for each in ranked if each.expert_id in allowed][:PROPOSALS_PER_RUN]
            run = challenge.match_runs[-1]
            assert [(str(each.profile_id), each.rank, each.score) for each in run.matches] == [
                (each.expert_id, rank, each.score) for rank, each in enumerate(expected, start=1)
            ]
        with database.writing() as session:
            draw_rules(session, region, rng)
        with database.reading() as session:
            challenge = session.get_one(Challenge, need.id)
            run = challenge.match_runs[-1]
            for manager in region.managers:
                user = session.get_one(Account, manager.id)
                shown = {p.id for p in region.professors if is_shown(need, p, manager, region)}
                proposals = review_of(session, challenge, user, START).proposals
                assert [each.profile.id for each in proposals] == [
                    each.profile_id for each in run.matches if each.profile_id in shown
                ]
                assert [each.rank for each in proposals] == list(range(1, len(proposals) + 1))
                found = matching.search_experts(
                    session, rng.choice(TOPICS), START, PROFESSORS,
                    among=policies.proposable_profiles(user, challenge, START),
                )  # fmt: skip
                assert {each.profile.id for each in found} <= shown
                one = rng.choice(region.professors)
                added = addable_profile(session, challenge, one.id, user, START)
                assert (added is not None) == (one.id in shown)
    return 1 + 3 * len(region.managers)
