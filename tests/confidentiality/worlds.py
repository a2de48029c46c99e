"""One case at each stage of the matrix, with a word of its own in every confidential field."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace

from sqlalchemy import select

from models import (
    Account,
    Appointment,
    Attachment,
    Band,
    Challenge,
    ChallengeState,
    Comment,
    FollowUp,
    FundingNote,
    Gap,
    HandOver,
    HandOverState,
    InterimNeed,
    Introduction,
    IntroductionState,
    JointMember,
    JointProject,
    Match,
    MatchOrigin,
    MatchRun,
    MaterialFlow,
    Mention,
    Message,
    Neighbour,
    NoMatch,
    NoMatchReason,
    Outcome,
    Profile,
    RadarEntry,
    RadarInterest,
    Role,
    Teaser,
    TeaserState,
    ThemeReading,
    TopicGap,
    TopicGapEdition,
    TopicGapEntry,
    TopicGapFreeze,
    TopicGapNeed,
)
from models.deputy import change_lead, remove_deputy
from models.matrix import Party, Stage, StandIn, Who
from tests.factories import Make

KEY = "what only the browser of the drafter holds"
D, S, P, T, I, M, C, W = Stage  # noqa: E741 (the matrix calls them so)
INTRODUCED = {M, C, W}
REACHED = {
    P: IntroductionState.PREPARED, T: IntroductionState.ASKED, I: IntroductionState.INTERESTED,
    M: IntroductionState.INTRODUCED, C: IntroductionState.INTRODUCED,
    W: IntroductionState.INTRODUCED,
}  # fmt: skip


@dataclass
class World:
    """A case at one stage: its rows by id, who looks at it, and the words to be found."""

    stage: Stage
    challenge_id: object
    teaser_id: object
    profile_id: object
    match_id: object = None
    introduction_id: object = None
    bystander_id: object = None
    neighbour_id: object = None
    neighbour_match_id: object = None
    attachment_id: object = None
    kept_attachment_id: object = None
    radar_entry_id: object = None
    interest_id: object = None
    interim_id: object = None
    message_id: object = None
    follow_up_id: object = None
    appointment_id: object = None
    no_match_id: object = None
    gap_id: object = None
    comment_id: object = None
    themes_id: object = None
    funding_note_id: object = None
    flow_id: object = None
    joint_member_id: object = None
    proposal_id: object = None
    hand_over_id: object = None
    topic_gap_id: object = None
    parties: dict[Who, Account | None] = field(default_factory=dict)
    label: str = ""
    """Tells cases at the same stage apart."""

    def word(self, thing: str) -> str:
        """What stands in a field of this case and nowhere else."""
        return f"Merkwort{thing}{self.stage.name.title().replace('_', '')}{self.label}"


def build_worlds(make: Make, now: datetime, stages: Iterable[Stage] = Stage) -> dict[Stage, World]:
    """Cases in one database, each with its own company and professors, all else shared."""
    people = make_people(make)
    return {stage: build_world(make, stage, people, now) for stage in stages}


def make_people(make: Make) -> SimpleNamespace:
    """Who looks at every case: the lead, other managers, and all the roles that have no part."""
    south = make.university("HSBO").id
    people = SimpleNamespace(
        lead=make.account(Role.TRANSFER_MANAGER, display_name="Federführung WH"),
        deputy=make.account(Role.TRANSFER_MANAGER, display_name="Vertretung WH"),
        southern_deputy=make.account(Role.TRANSFER_MANAGER, university_id=south),
        alternate=make.account(Role.TRANSFER_MANAGER),
        former_lead=make.account(Role.TRANSFER_MANAGER),
        former_deputy=make.account(Role.TRANSFER_MANAGER, university_id=south),
        same=make.account(Role.TRANSFER_MANAGER),
        other=make.account(Role.TRANSFER_MANAGER, university_id=south),
        competitor=make.account(Role.COMPANY),
        bystander=make.profile(reads_radar=True),
        scout=make.account(Role.SCOUT),
        supporter=make.account(Role.SUPPORTER),
        admin=make.account(Role.ADMIN),
        programme=make.funding_programme(),
    )
    people.partner = make.challenge(ChallengeState.IN_REVIEW, lead=people.lead)
    _name_deputies(make, people.partner, people)
    return people


def build_world(
    make: Make, stage: Stage, people: SimpleNamespace, now: datetime, label: str = ""
) -> World:
    """A case that went the whole way to a stage."""
    world = World(stage, None, None, None, label=label)
    owner = make.account(
        Role.COMPANY, company_id=make.company(f"{world.word('O3')} GmbH").id,
        display_name=world.word("Ansprechstelle"),
    )  # fmt: skip
    professor = make.account(Role.PROFESSOR, phone=world.word("Ruf"))
    profile = make.profile(
        account=professor, university="HSBO", chair=f"Lehrgebiet {world.word('O6')}", capacity=9,
        reads_radar=True,
    )  # fmt: skip
    state = {D: ChallengeState.DRAFT, S: ChallengeState.SUBMITTED}.get(
        stage, ChallengeState.IN_REVIEW
    )
    challenge = make.challenge(
        state, by=owner, lead=None if stage is D else people.former_lead,
        entered_by_id=people.scout.id, title=world.word("O1"),
        description=f"{world.word('O1')} im ganzen Text des Bedarfs.",
    )  # fmt: skip
    world.attachment_id = make.attachment(
        challenge, world.word("O1").encode(), text=world.word("O1"), released_at=now
    ).id
    world.kept_attachment_id = make.attachment(
        challenge, name=f"{world.word('O1_kept')}.pdf", text=world.word("O1_kept")
    ).id
    world.themes_id = make.theme_reading(challenge).id
    world.funding_note_id = make.funding_note(
        challenge, people.programme, reason=world.word("Foerderweg")
    ).id
    world.flow_id = make.flow(
        challenge, wording=world.word("Stoff"), contaminants=world.word("Rest")
    ).id
    if stage is D:
        world.interim_id = make.interim_need(KEY, title=world.word("Begonnen")).id
    if stage is not D:
        world.message_id = make.message(challenge, world.word("Frage"), by=owner).id
        _work_together(make, world, challenge, people, now)
        asked, proposal = (make.joint_project(challenge, people.partner) for _ in range(2))
        world.proposal_id = proposal.id
        world.joint_member_id = make.joint_invitation(asked, people.lead)[challenge.id].id
    is_early = stage in {D, S}
    teaser = make.teaser(
        challenge, TeaserState.PRESENTED if is_early else TeaserState.APPROVED,
        text=f"Ein Betrieb sucht Rat zu {world.word('O2')}.",
    )  # fmt: skip
    world.challenge_id, world.teaser_id, world.profile_id = challenge.id, teaser.id, profile.id
    if not is_early:
        introduction = make.introduction(
            REACHED[stage], challenge=challenge, profile=profile, lead=people.lead
        )
        world.introduction_id, world.match_id = introduction.id, introduction.match_id
        neighbour = make.profile(chair=f"Lehrgebiet {world.word('Nachbar')}", capacity=7)
        world.neighbour_id = neighbour.id
        if stage is not W:
            _leave_unanswered(make, world, challenge, now)
        _finish(make, world, now)
    world.bystander_id = people.bystander.id
    world.parties = {
        Party.ANONYMOUS: None,
        Party.DRAFTER: None,
        Party.COMPANY_OWN: owner,
        Party.COMPANY_OTHER: people.competitor,
        Party.PROFESSOR_ASKED: professor,
        Party.PROFESSOR_OTHER: people.bystander.account,
        Party.MANAGER_LEAD: people.lead,
        Party.MANAGER_SAME_UNIVERSITY: people.same,
        Party.MANAGER_OTHER_UNIVERSITY: people.other,
        Party.SCOUT: people.scout,
        Party.SUPPORTER: people.supporter,
        Party.ADMIN: people.admin,
        StandIn.DEPUTY: people.deputy,
        StandIn.DEPUTY_OTHER_UNIVERSITY: people.southern_deputy,
        StandIn.ALTERNATE: people.alternate,
        StandIn.FORMER_LEAD: people.former_lead,
        StandIn.FORMER_DEPUTY: people.former_deputy,
    }
    return world


def _work_together(make: Make, world: World, challenge: Challenge, people, now: datetime) -> None:
    """Somebody else led the case and a deputy of theirs noted something; both are not there now."""
    for account in (people.former_deputy, people.lead):
        make.deputy(challenge, account)
    with make.writing() as session:
        row = session.get_one(Challenge, challenge.id)
        remove_deputy(row, session.get_one(Account, people.former_deputy.id))
        called = [Mention(account_id=each.id) for each in (people.lead, people.former_lead)]
        comment = Comment(
            challenge_id=challenge.id, author_id=people.former_deputy.id, written_at=now,
            text=world.word("Anmerkung"), mentions=called,
        )  # fmt: skip
        given = HandOver(
            challenge_id=challenge.id, from_id=people.former_lead.id, to_id=people.lead.id,
            offered_at=now, decided_at=now, state=HandOverState.ACCEPTED,
            note=world.word("Uebergabe"),
        )  # fmt: skip
        session.add_all([comment, given])
        change_lead(row, session.get_one(Account, people.lead.id), now)
        session.flush()
        world.comment_id, world.hand_over_id = comment.id, given.id
    _name_deputies(make, challenge, people)


def _name_deputies(make: Make, challenge: Challenge, people) -> None:
    make.deputy(challenge, people.deputy, named_by_id=people.lead.id)
    # Where nobody stands as the one who named, a standing choice did.
    make.deputy(challenge, people.southern_deputy)
    make.deputy(challenge, people.alternate, stands_in=True)


def _finish(make: Make, world: World, now: datetime) -> None:
    """A second proposal, notes, and the way to the end of the case."""
    with make.writing() as session:
        challenge = session.get_one(Challenge, world.challenge_id)
        teaser = session.get_one(Teaser, world.teaser_id)
        entry = RadarEntry.release(teaser, teaser.text_version, now)
        entry.show(teaser.text_version, now)
        interest = RadarInterest(
            teaser=teaser, text_version=teaser.text_version, reported_at=now,
            profile=session.get_one(Profile, world.neighbour_id),
        )  # fmt: skip
        session.add_all([entry, interest])
        session.flush()
        world.radar_entry_id, world.interest_id = entry.id, interest.id
        match = session.get_one(Match, world.match_id)
        match.probability = 0.23
        match.decision.note = world.word("O8")
        match.evidence[0].statement = f"Alterung und {world.word('Aussage')}"
        second = Match(
            run=session.get_one(MatchRun, match.run_id),
            profile=session.get_one(Profile, world.neighbour_id), origin=MatchOrigin.PROPOSED,
            rank=2, score=0.5, probability=0.11, band=Band.LOW, created_at=now,
        )  # fmt: skip
        session.add(second)
        session.flush()
        world.neighbour_match_id = second.id
        introduction = session.get_one(Introduction, world.introduction_id)
        if world.stage is M:
            challenge.nda_required = True
            introduction.record_nda(now.date(), now.date())
        if world.stage in INTRODUCED:
            introduction.note_meeting(now.date(), world.word("O9"))
            lead = session.get_one(Account, challenge.lead_id)
            appointment = Appointment(introduction=introduction)
            appointment.set(now + timedelta(days=3), 60, world.word("Ort"), lead, now)
            session.add(appointment)
            session.flush()
            world.appointment_id = appointment.id
        if world.stage is C:
            challenge.close(
                Outcome.PROJECT, now, message=world.word("Schlusswort"), note=world.word("O8")
            )
            follow_up = FollowUp(challenge=challenge, months=0, asked_at=now)
            follow_up.say_satisfaction(4, world.word("Rueckblick"), now)
            session.add(follow_up)
            session.flush()
            world.follow_up_id = follow_up.id
            gap = Gap(topic=world.word("Luecke"), noted_at=now)
            no_match = NoMatch(
                challenge=challenge, reason=NoMatchReason.TOPIC, noted_at=now, gap=gap,
                neighbour=Neighbour(name="Nachbarstelle", created_at=now),
            )  # fmt: skip
            session.add(no_match)
            session.flush()
            world.gap_id, world.no_match_id = gap.id, no_match.id
        if world.stage is W:
            challenge.withdraw(now)


def rows_of(session, world: World) -> SimpleNamespace:
    """The rows of a case in a session; None where the stage has none."""

    def row(model, key):
        return session.get_one(model, key) if key else None

    return SimpleNamespace(
        challenge=session.get_one(Challenge, world.challenge_id),
        attachment=session.get_one(Attachment, world.attachment_id),
        kept_attachment=session.get_one(Attachment, world.kept_attachment_id),
        teaser=session.get_one(Teaser, world.teaser_id),
        profile=session.get_one(Profile, world.profile_id),
        match=row(Match, world.match_id),
        introduction=row(Introduction, world.introduction_id),
        bystander=session.get_one(Profile, world.bystander_id),
        entry=row(RadarEntry, world.radar_entry_id),
        message=row(Message, world.message_id),
        follow_up=row(FollowUp, world.follow_up_id),
        appointment=row(Appointment, world.appointment_id),
        no_match=row(NoMatch, world.no_match_id),
        gap=row(Gap, world.gap_id),
        comment=row(Comment, world.comment_id),
        themes=row(ThemeReading, world.themes_id),
        funding_note=row(FundingNote, world.funding_note_id),
        flow=row(MaterialFlow, world.flow_id),
        joint_member=row(JointMember, world.joint_member_id),
        proposal=row(JointProject, world.proposal_id),
        hand_over=row(HandOver, world.hand_over_id),
        topic_gap=row(TopicGap, world.topic_gap_id),
        topic_gap_entry=_entry_of(session, world.topic_gap_id),
        unanswered=row(TopicGapNeed, world.topic_gap_id and world.challenge_id),
        interest=row(RadarInterest, world.interest_id),
        interim=row(InterimNeed, world.interim_id),
        neighbour=row(Profile, world.neighbour_id),
        neighbour_match=row(Match, world.neighbour_match_id),
        users={
            party: row(Account, account.id) if account else None
            for party, account in world.parties.items()
        },
    )


def _entry_of(session, topic_gap_id) -> TopicGapEntry | None:
    """The only line in the history of a topic."""
    of_topic = select(TopicGapEntry).where(TopicGapEntry.topic_gap_id == topic_gap_id)
    return session.scalars(of_topic).one_or_none()


def _leave_unanswered(make: Make, world: World, challenge: Challenge, now) -> None:
    """Nobody answers it; once it is closed its topic is published, too."""
    topic = make.topic_gap(challenge, name=world.word("Themenluecke"))
    world.topic_gap_id = topic.id
    if world.stage is C:
        with make.writing() as session:
            session.merge(TopicGapFreeze(half_year="2025-2", made_at=now))
            session.flush()
            session.add(
                TopicGapEdition(
                    topic_gap_id=topic.id, half_year="2025-2", vocabulary="2026-1",
                    themes=["kunststoffe"],
                    figures={"companies": 5, "by_municipality": [], "by_division": []},
                )
            )  # fmt: skip
