"""The seam to the matcher: a submitted need is matched by the worker, and the rows say why."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher import Reason, load_encoder
from models import (
    AuditEntry,
    Challenge,
    ChallengeState,
    Competence,
    FlagReason,
    IntroductionState,
    Job,
    JobKind,
    Match,
    MatchRun,
    Profile,
    Role,
    WorkState,
)
from webapp import matching
from webapp.matching.pools import Pool

TITLE = "Spröde Rezyklatteile"
DESCRIPTION = (
    "Guten Tag zusammen. Unsere Kunststoffteile aus Rezyklat werden nach dem Spritzgießen spröde. "
    "Wer kann den Abwärmestrom der Öfen nutzbar machen?"
)


@pytest.fixture
def need(make):
    return make.challenge(title=TITLE, description=DESCRIPTION)


@pytest.fixture
def queue(database, clock):
    def write(challenge):
        with database.writing() as session:
            job = Job(kind=JobKind.MATCH_CHALLENGE, challenge_id=challenge.id, created_at=clock())
            session.add(job)
            session.flush()
            return job.id

    return write


@pytest.fixture
def run_of(session):
    def read(challenge):
        return session.scalars(
            select(MatchRun).where(MatchRun.challenge_id == challenge.id)
        ).one_or_none()

    return read


def test_worker_matches_a_submitted_need_and_review_begins(
    make, need, queue, work_off, session, run_of
):
    polymers = make.profile("Versprödung von Kunststoffteilen aus Rezyklat beim Spritzgießen")
    make.profile("Baurecht und Vergabeverfahren", summary="Recht am Bau.", chair="Lehrgebiet Recht")
    job_id = queue(need)

    work_off()

    run = run_of(need)
    assert session.get(Job, job_id).state is WorkState.DONE
    assert session.get(Challenge, need.id).state is ChallengeState.IN_REVIEW
    assert run.matches[0].profile_id == polymers.id
    assert run.text_version == need.text_version
    assert str(polymers.id) in run.profile_versions
    assert run.model["fusion_version"]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "abgeglichen")).one()
    assert (entry.actor_id, entry.detail) == (None, {"proposals": 2})


def test_aspects_point_into_title_and_text(make, need, queue, work_off, run_of):
    make.profile()
    queue(need)

    work_off()

    whole = f"{need.title}\n{need.description}"
    aspects = run_of(need).aspects
    assert aspects[0].text == TITLE
    assert len(aspects) > 2
    assert [whole[each.start_at : each.end_at] for each in aspects] == [
        each.text for each in aspects
    ]


def test_evidence_joins_the_right_sentence_with_the_right_statement(
    make, need, queue, work_off, session, run_of
):
    profile = make.profile(
        "Abwärmestrom industrieller Öfen: Messung und Bewertung",
        "Versprödung von Kunststoffteilen durch Alterung, Prüfung von Rezyklat",
    )
    queue(need)

    work_off()

    (match,) = run_of(need).matches
    found = {each.aspect.text: each for each in match.evidence}
    heat = next(each for text, each in found.items() if "Abwärmestrom" in text)
    plastics = next(each for text, each in found.items() if "Kunststoffteile" in text)
    texts = {each.id: each.text for each in session.scalars(select(Competence))}
    assert texts[heat.competence_id] == heat.statement
    assert heat.statement == "Abwärmestrom industrieller Öfen: Messung und Bewertung"
    assert texts[plastics.competence_id].startswith("Versprödung")
    assert set(heat.words) <= set(heat.aspect.text.replace("?", "").split())
    assert matching.is_covered_by(heat)
    assert {each.match.profile_id for each in match.evidence} == {profile.id}


def test_words_that_met_in_meaning_are_kept_beside_the_shared_ones(
    app, make, queue, work_off, run_of
):
    app.extensions["match_pool"] = Pool(load_encoder("bundled"))
    make.profile("Gestaltung von Nutzungsüberlassungsverträgen")
    need = make.challenge(
        title="Neues Angebot", description="Die Kunden wollen unsere Maschinen mieten."
    )
    queue(need)

    work_off()

    (match,) = run_of(need).matches
    pairs = [pair for each in match.evidence for pair in each.pairs]
    assert ["mieten", "Nutzungsüberlassungsverträgen"] in pairs


def test_only_words_that_can_be_read_in_the_statement_are_kept(app, make, queue, work_off, run_of):
    app.extensions["match_pool"] = Pool(load_encoder("bundled"))
    make.profile(
        "Baurecht", chair="Lehrgebiet Kalkablagerungen", summary="Wasser in Rohrleitungen."
    )
    need = make.challenge(title="Belag", description="In den Rohren setzt sich weißer Belag ab.")
    queue(need)

    work_off()

    (match,) = run_of(need).matches
    summarised = [each for each in match.evidence if each.competence_id is None]
    assert summarised
    assert all(theirs in each.statement for each in summarised for _, theirs in each.pairs)


def test_what_was_left_out_is_kept_with_its_words_and_why(
    make, need, queue, work_off, run_of, session
):
    profile = make.profile(
        "Versprödung von Rezyklaten",
        "Rezyklat " * 12,
        DESCRIPTION.partition("zusammen. ")[2],
        summary="Kunststoff, Holz, Glas, Beton, Stahl, Papier, Textil, Gummi, Lack, Wind, Bau",
    )
    queue(need)

    work_off()

    (match,) = run_of(need).matches
    assert [(each.reason, each.statement) for each in match.flags] == [
        (FlagReason.LISTED, profile.summary),
        (FlagReason.REPEATED, "Rezyklat " * 12),
        (FlagReason.COPIED, DESCRIPTION.partition("zusammen. ")[2]),
    ]
    texts = {each.id: each.text for each in session.scalars(select(Competence))}
    assert [texts.get(each.competence_id) for each in match.flags][1:] == [
        each.statement for each in match.flags[1:]
    ]
    assert match.flags[0].competence_id is None
    assert not {each.statement for each in match.flags} & {e.statement for e in match.evidence}


def test_every_reason_of_the_matcher_can_be_kept():
    assert [each.value for each in FlagReason] == [each.value for each in Reason]


def test_a_greeting_is_no_aspect_somebody_has_to_cover(make, need, queue, work_off, run_of):
    make.profile()
    queue(need)

    work_off()

    telling = [each.text for each in run_of(need).aspects if matching.speaks_to_problem(each)]
    assert not any(text.startswith("Guten Tag zusammen.") for text in telling)
    assert any("Abwärmestrom" in text for text in telling)


def test_who_takes_no_enquiries_leaves_no_trace(make, need, queue, work_off, run_of, clock):
    same = "Versprödung von Kunststoffteilen aus Rezyklat"
    make.profile(same, capacity=0)
    make.profile(same, paused_until=clock().date())
    busy = make.profile(same, capacity=1)
    make.introduction(IntroductionState.ASKED, profile=busy)
    draft = make.profile(same, state=Profile().state)
    open_ones = {make.profile(same).id, make.profile("Baurecht").id}
    queue(need)

    work_off()

    run = run_of(need)
    assert {each.profile_id for each in run.matches} == open_ones
    assert [each.rank for each in run.matches] == [1, 2]
    assert str(draft.id) not in run.profile_versions


def test_ranks_are_the_same_with_and_without_those_who_are_closed(
    make, need, queue, work_off, session, database
):
    profiles = [make.profile(f"Rezyklat und Kunststoff, Teil {n}") for n in range(4)]
    other = make.challenge(title=TITLE, description=DESCRIPTION)
    queue(need)
    work_off()
    with database.writing() as writing:
        writing.get_one(Profile, profiles[0].id).capacity = 0

    queue(other)
    work_off()

    def proposals(challenge):
        rows = session.execute(
            select(Match.profile_id, Match.score, Match.rank)
            .join(Match.run)
            .where(MatchRun.challenge_id == challenge.id)
            .order_by(Match.rank)
        )
        return [tuple(row) for row in rows]

    left = [row[:2] for row in proposals(need) if row[0] != profiles[0].id]
    assert [row[:2] for row in proposals(other)] == left
    assert [row[2] for row in proposals(other)] == [1, 2, 3]


def test_a_need_withdrawn_meanwhile_is_not_matched(
    make, need, queue, work_off, run_of, database, clock, session
):
    make.profile()
    job_id = queue(need)
    with database.writing() as writing:
        writing.get_one(Challenge, need.id).withdraw(clock())

    work_off()

    assert run_of(need) is None
    assert session.get(Job, job_id).state is WorkState.DONE
    assert session.get(Challenge, need.id).state is ChallengeState.WITHDRAWN


def test_a_need_withdrawn_during_the_computing_keeps_no_run(
    app, make, need, run_of, database, clock, session
):
    make.profile()
    pool = app.extensions["match_pool"]

    class Withdrawing:
        """A pool in whose computing time the company changes its mind."""

        def refresh(self, experts):
            ranker, versions = pool.refresh(experts)
            with database.writing() as writing:
                writing.get_one(Challenge, need.id).withdraw(clock())
            return ranker, versions

    app.extensions["match_pool"] = Withdrawing()
    with app.app_context():
        matching.match_challenge(need.id)

    assert run_of(need) is None
    assert session.get(Challenge, need.id).state is ChallengeState.WITHDRAWN


def test_a_changed_profile_is_matched_in_its_new_words(
    make, need, queue, work_off, session, database, clock
):
    profile = make.profile("Baurecht")
    queue(need)
    work_off()
    with database.writing() as writing:
        statement = writing.scalars(
            select(Competence).where(Competence.profile_id == profile.id)
        ).one()
        statement.text = "Versprödung von Kunststoffteilen aus Rezyklat"
    clock.advance(minutes=1)

    queue(need)
    work_off()

    runs = session.scalars(select(MatchRun).order_by(MatchRun.started_at)).all()
    assert len(runs) == 2
    assert runs[0].profile_versions != runs[1].profile_versions
    assert runs[1].matches[0].score > runs[0].matches[0].score


def test_matching_fails_is_tried_again_and_dies_after_five_attempts(
    app, make, need, queue, work_off, session, clock
):
    make.profile()
    job_id = queue(need)

    class Broken:
        """A pool that never answers."""

        def refresh(self, _):
            raise RuntimeError("no memory")

    app.extensions["match_pool"] = Broken()
    for attempt in range(1, 6):
        work_off()
        session.rollback()
        job = session.get(Job, job_id)
        assert job.attempts == attempt
        assert work_off() == 0, "the pause is kept"
        clock.advance(hours=1)

    assert job.state is WorkState.DEAD
    assert job.last_error.startswith("RuntimeError: test_matching.py, line")
    assert session.get(Challenge, need.id).state is ChallengeState.SUBMITTED


def test_a_revived_job_finds_its_way(app, make, need, queue, work_off, session, run_of, database):
    make.profile()
    job_id = queue(need)
    with database.writing() as writing:
        job = writing.get_one(Job, job_id)
        job.attempts, job.state = 5, WorkState.DEAD
        job.revive(job.created_at)

    work_off()

    assert run_of(need) is not None


def test_without_a_single_profile_the_answer_is_honest(make, need, queue, work_off, run_of):
    queue(need)

    work_off()

    run = run_of(need)
    assert (run.is_abstention, run.matches) == (True, [])


def test_somebody_added_brings_the_evidence_there_is(
    app, make, need, queue, work_off, session, clock, database
):
    closed = make.profile("Abwärmestrom von Öfen nutzbar machen", "Öfen " * 12, capacity=0)
    queue(need)
    work_off()

    with app.app_context(), database.writing() as writing:
        match = matching.add_match(
            writing, writing.get_one(Challenge, need.id), writing.get_one(Profile, closed.id),
            clock() + timedelta(minutes=1),
        )  # fmt: skip
        writing.flush()
        match_id = match.id

    added = session.get(Match, match_id)
    assert added.rank is None
    assert any("Abwärmestrom" in each.aspect.text for each in added.evidence)
    assert [each.reason for each in added.flags] == [FlagReason.REPEATED]
    assert {each.aspect.run_id for each in added.evidence} == {added.run_id}


def test_a_person_in_the_search_is_found_by_name_of_nobody(app, make, session, clock):
    make.profile(
        "Abwärme", account=make.account(Role.PROFESSOR, display_name="Eindeutiger Personenname")
    )

    with app.app_context():
        found = matching.search_experts(session, "Eindeutiger Personenname", clock())

    assert found == []
