"""For any world, what a policy allows and what its SQL twin lists is the same."""

import inspect
import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import (
    Account,
    Attachment,
    Band,
    Campus,
    Challenge,
    ChallengeState,
    Comment,
    Company,
    ConflictOfInterest,
    ConsentState,
    DeclineReason,
    Department,
    Deputy,
    Exclusion,
    FileKind,
    FlowDirection,
    FollowUp,
    FrozenEntry,
    FundingLevel,
    FundingNote,
    FundingProgramme,
    FundingSketch,
    FundingStep,
    Gap,
    IndicatorEntry,
    IndicatorFreeze,
    IndicatorReporter,
    IndicatorSource,
    Introduction,
    IntroductionState,
    JointKind,
    JointMember,
    JointProject,
    JointState,
    Match,
    MatchOrigin,
    MatchRun,
    MaterialFlow,
    Message,
    Municipality,
    NoMatch,
    NoMatchReason,
    Outcome,
    Profile,
    ProfileState,
    RadarEntry,
    Role,
    SupportingOrganisation,
    Teaser,
    TeaserState,
    ThemeReading,
    TopicBarrier,
    TopicGap,
    TopicGapEntry,
    TopicGapGround,
    TopicGapNeed,
    TopicGapStep,
    UnansweredCause,
    University,
    Visit,
    Workshop,
    policies,
)
from models.deputy import change_lead, remove_deputy
from models.funding_case import PARTS
from models.introduction import PENDING_STATES
from models.tie import AFTER_A_PROJECT

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
CONSENTED = {
    IntroductionState.INTERESTED, IntroductionState.INTRODUCED, IntroductionState.NOT_WANTED,
}  # fmt: skip
JOINT = (JointState.PROPOSED, JointState.INVITED, JointState.JOINED)
MANAGERS, PROFESSORS, COMPANIES = 3, 3, 2

domains = st.sampled_from([None, "firma.example", "andere.example"])
people = st.fixed_dictionaries(
    {"is_active": st.booleans(), "is_confirmed": st.booleans(), "domain": domains}
)
trusted = st.fixed_dictionaries(
    {"is_active": st.just(True), "is_confirmed": st.just(True), "domain": domains}
)
profiles = st.fixed_dictionaries(
    {
        "state": st.sampled_from(ProfileState),
        "capacity": st.integers(0, 2),
        "paused_until": st.sampled_from([None, -1, 0, 1]),
        "reads_radar": st.booleans(),
        "semester_limit": st.sampled_from([None, 1, 2]),
    }
)
challenges = st.fixed_dictionaries(
    {
        "state": st.sampled_from(ChallengeState),
        "company": st.integers(0, COMPANIES - 1),
        "lead": st.one_of(st.none(), st.integers(0, MANAGERS - 1)),
        "deputies": st.dictionaries(
            st.integers(0, MANAGERS - 1), st.sampled_from(["named", "stands in", "not any more"])
        ),
        "handed_over_by": st.one_of(st.none(), st.integers(0, MANAGERS - 1)),
        "entered_by": st.one_of(st.none(), st.integers(0, MANAGERS)),
        "introductions": st.dictionaries(
            st.integers(0, PROFESSORS - 1), st.sampled_from(IntroductionState), max_size=3
        ),
        "was_asked": st.booleans(),
        "shunned_by": st.sets(st.integers(0, PROFESSORS - 1), max_size=2),
        "asked_ago": st.sampled_from([timedelta(0), timedelta(days=300)]),
        "excluded": st.sets(st.sampled_from(["WH", "HSBO", "profile", "Firma 1 GmbH", "Verein"])),
        "embargo": st.sampled_from([None, -1, 0, 1]),
        "nda": st.sampled_from(["not needed", "needed", "signed"]),
        "text_changed": st.booleans(),
        "closed_ago": st.sampled_from([timedelta(0), AFTER_A_PROJECT, 2 * AFTER_A_PROJECT]),
        "radar": st.sampled_from(["shown", "not shown", "other words", "older", None]),
    }
)
ties = st.lists(st.sampled_from(["Firma 0", "FIRMA 1", "Verein e.V.", "Andere"]), max_size=2)
worlds = st.fixed_dictionaries(
    {
        "accounts": st.lists(st.one_of(trusted, people), min_size=11, max_size=11),
        "profiles": st.lists(profiles, min_size=PROFESSORS, max_size=PROFESSORS),
        "challenges": st.lists(challenges, min_size=1, max_size=4),
        "ties": st.lists(ties, min_size=11, max_size=11),
    }
)


class World:
    """Rows after a description; only what the database's own checks allow."""

    def __init__(self, session, facts):
        self.session = session
        self._accounts = iter(enumerate(facts["accounts"]))
        self._ties = facts["ties"]
        municipality = Municipality(ags="05978004", name="Bergkamen", is_in_district=True)
        supporter = SupportingOrganisation(name="Kammer")
        universities = [University(name=name, short=name) for name in ("WH", "HSBO")]
        session.add_all([municipality, supporter, *universities])
        session.flush()
        self.companies = [
            Company(name=f"Firma {n}", municipality_ags="05978004", registered_at=NOW)
            for n in range(COMPANIES)
        ]
        session.add_all(self.companies)
        session.flush()
        owners = [self.account(Role.COMPANY, company_id=each.id) for each in self.companies]
        self.owners = owners
        self.managers = [
            self.account(Role.TRANSFER_MANAGER, university_id=universities[n // 2].id)
            for n in range(MANAGERS)
        ]
        self.universities = universities
        self.account(Role.SUPPORTER, organisation_id=supporter.id)
        self.scout = self.account(Role.SCOUT, organisation_id=supporter.id)
        session.add(Visit(scout_id=self.scout.id, fields={}, begun_at=NOW))
        session.add(Visit(scout_id=self.managers[0].id, fields={}, begun_at=NOW))
        session.add_all([self.workshop(), self.workshop(published_at=NOW)])
        self.account(Role.ADMIN)
        campuses = [Campus(name="Campus", university=each) for each in universities]
        departments = [Department(name="Fach", campus=each) for each in campuses]
        session.add_all([*campuses, *departments])
        session.flush()
        self.programmes = [
            FundingProgramme(
                name="Muster", level=FundingLevel.OTHER, created_at=NOW, archived_at=archived_at
            )
            for archived_at in (None, NOW)
        ]
        session.add_all(self.programmes)
        session.flush()
        self.profiles = [
            self.profile(departments[n % 2], each) for n, each in enumerate(facts["profiles"])
        ]
        for each in facts["challenges"]:
            self.challenge(each)
        session.add_all(self.theme_reading(profile_id=each.id) for each in self.profiles)
        session.flush()
        self.ledger()
        self.joint_projects()
        session.flush()
        session.expire_all()

    def theme_reading(self, **of):
        return ThemeReading(
            text_version="", vocabulary="1", is_degraded=False, made_at=NOW, **of
        )  # fmt: skip

    def ledger(self):
        """An entry of each need, of a workshop and of nothing any more, and freezes of them."""
        session = self.session
        workshop = session.scalars(select(Workshop)).first()
        of_workshop, erased = self.entry(workshop_id=workshop.id), self.entry()
        of_cases = [
            self.entry(challenge_id=each.id)
            for each in session.scalars(select(Challenge).order_by(Challenge.id))
        ]
        for manager in self.managers[:2]:
            for entries in ([of_workshop], [of_workshop, *of_cases], of_cases[:1], [erased]):
                freeze = IndicatorFreeze(
                    purpose="Antrag", report="alle", taken_at=NOW, taken_by_id=manager.id,
                    first_on=NOW.date(), last_on=NOW.date(), document="", sha256="0" * 64,
                    university_id=manager.university_id,
                )  # fmt: skip
                freeze.frozen = [
                    FrozenEntry(entry=each, position=place) for place, each in enumerate(entries)
                ]
                session.add(freeze)

    def joint_projects(self):
        """Every two needs and all of them, proposed, asked and joined."""
        needs = self.session.scalars(select(Challenge).order_by(Challenge.id)).all()
        groups = [*itertools.combinations(needs, 2), needs[:1], needs]
        for number, (group, state) in enumerate(itertools.product(groups, JOINT)):
            at = None if state is JointState.PROPOSED else NOW
            project = JointProject(
                kind=JointKind.POOL, key=str(number), score=0.5, found_at=NOW, state=state,
                invited_at=at, ends_at=at, size=at and len(group),
                joined_at=NOW if state is JointState.JOINED else None,
            )  # fmt: skip
            project.members = [
                JointMember(
                    position=place, challenge_id=each.id, asked_at=at,
                    consent=ConsentState.ASKED if at else ConsentState.NOT_ASKED,
                )
                for place, each in enumerate(group)
            ]  # fmt: skip
            self.session.add(project)

    def entry(self, **source):
        entry = IndicatorEntry(
            rule="bedarfe", rule_version=1, occurred_on=NOW.date(), recorded_at=NOW,
            thousandths=1000, unit="anzahl", reporter=IndicatorReporter.SOFTWARE, sector="keine",
        )  # fmt: skip
        self.session.add(entry)
        self.session.flush()
        if source:
            self.session.add(
                IndicatorSource(entry=entry, rule="bedarfe", source_id=entry.id, **source)
            )
        return entry

    def account(self, role, **bound):
        number, facts = next(self._accounts)
        account = Account(
            role=role, email=f"{number}@{facts.get('domain') or f'{role.value}.example'}",
            display_name="Funktion", created_at=NOW, is_active=facts["is_active"],
            confirmed_at=NOW if facts["is_confirmed"] else None, **bound,
        )  # fmt: skip
        account.conflicts = [
            ConflictOfInterest(organisation=each, declared_at=NOW) for each in self._ties[number]
        ]
        self.session.add(account)
        self.session.flush()
        return account

    def profile(self, department, facts):
        paused = facts["paused_until"]
        profile = Profile(
            account_id=self.account(Role.PROFESSOR).id, department_id=department.id,
            chair="Lehrgebiet", updated_at=NOW, capacity=facts["capacity"], state=facts["state"],
            reads_radar=facts["reads_radar"], semester_limit=facts["semester_limit"],
            published_at=NOW if facts["state"] is ProfileState.PUBLISHED else None,
            paused_until=None if paused is None else (NOW + timedelta(days=paused)).date(),
        )  # fmt: skip
        self.session.add(profile)
        self.session.flush()
        return profile

    def challenge(self, facts):
        state = facts["state"]
        is_draft = state is ChallengeState.DRAFT
        lead = None if is_draft or facts["lead"] is None else self.managers[facts["lead"]]
        by = facts["entered_by"]
        writers = [*self.managers, self.scout]
        embargo = facts["embargo"]
        challenge = Challenge(
            company_id=self.companies[facts["company"]].id, title="Titel", description="Text",
            entered_by_id=(self.owners[facts["company"]] if by is None else writers[by]).id,
            municipality_ags="05978004", created_at=NOW, state=state,
            submitted_at=None if is_draft else NOW,
            lead_id=lead.id if lead else None, lead_taken_at=NOW if lead else None,
            withdrawn_at=NOW if state is ChallengeState.WITHDRAWN else None,
            closed_at=NOW - facts["closed_ago"] if state is ChallengeState.CLOSED else None,
            outcome=Outcome.PROJECT if state is ChallengeState.CLOSED else None,
            embargo_until=None if embargo is None else NOW + timedelta(seconds=embargo),
            nda_required=facts["nda"] != "not needed",
            exclusions=[self.exclusion(each) for each in sorted(facts["excluded"])],
        )  # fmt: skip
        self.session.add(challenge)
        self.session.flush()
        self.team(challenge, facts)
        for released_at in (None, NOW):
            attachment = Attachment(
                challenge=challenge, name="Blatt.pdf", kind=FileKind.PDF, size=1, sha256="0",
                added_by_id=challenge.entered_by_id, added_at=NOW, clean_sha256="0", clean_size=1,
                released_at=released_at,
            )  # fmt: skip
            self.session.add(attachment)
        self.session.add_all(
            TopicBarrier(profile_id=self.profiles[place].id, challenge_id=challenge.id)
            for place in facts["shunned_by"]
        )
        self.session.add(
            Message(
                challenge_id=challenge.id, is_from_company=False, text="Wort", written_at=NOW
            )
        )  # fmt: skip
        self.session.add(FollowUp(challenge_id=challenge.id, months=3, asked_at=NOW))
        self.session.add(self.theme_reading(challenge_id=challenge.id))
        self.session.add(
            FundingNote(
                challenge_id=challenge.id, programme_id=self.programmes[0].id, number=1,
                step=FundingStep.SUGGESTED, made_at=NOW,
            )
        )  # fmt: skip
        self.session.add(
            FundingSketch(
                challenge_id=challenge.id, version=1, title="Skizze", written_at=NOW,
                **dict.fromkeys(PARTS, ""),
            )
        )  # fmt: skip
        self.session.add(
            MaterialFlow(
                challenge_id=challenge.id, direction=FlowDirection.INPUT, material="holz",
                wording="", contaminants="", municipality_ags="05978004", written_at=NOW,
            )
        )  # fmt: skip
        self.session.add(
            NoMatch(
                challenge_id=challenge.id, reason=NoMatchReason.TOPIC, noted_at=NOW,
                gap=Gap(topic="Thema", noted_at=NOW),
            )
        )  # fmt: skip
        topic = self.session.scalars(select(TopicGap)).first()
        if topic is None or facts["closed_ago"]:
            topic = TopicGap(found_at=NOW)
        self.session.add(
            TopicGapNeed(
                challenge_id=challenge.id,
                topic_gap=topic,
                cause=UnansweredCause.TOPIC,
                since=NOW,
                likeness=0.5,
                spans=[],
                text_version="",
                is_known_to_all=True,
            )
        )
        self.session.flush()
        every = select(TopicGapNeed.challenge_id).where(TopicGapNeed.topic_gap_id == topic.id)
        grounds = [*self.session.scalars(every), None]
        for among in (grounds[:1], grounds):
            self.session.add(
                TopicGapEntry(
                    topic_gap=topic, step=TopicGapStep.RESUMED, made_at=NOW,
                    grounds=[
                        TopicGapGround(challenge_id=each, is_known_to_all=bool(facts["radar"]))
                        for each in among
                    ],
                )
            )  # fmt: skip
        if facts["introductions"]:
            self.introductions(challenge, facts)
        if facts["radar"]:
            self.radar_entry(challenge, facts["radar"])

    def team(self, challenge, facts):
        """Deputies of each house, one who is none any more, a lead who handed the case over."""
        before = None if facts["handed_over_by"] is None else self.managers[facts["handed_over_by"]]
        lead = challenge.lead
        if before not in (None, lead) and lead is not None and challenge.is_open:
            challenge.lead = before
            change_lead(challenge, lead, NOW)
        taken = set()
        for place, kind in sorted(facts["deputies"].items()):
            account = self.managers[place]
            key = (account.university_id, kind == "stands in")
            if key in taken:
                continue
            taken.add(key)
            deputy = Deputy(
                challenge=challenge, account=account, university_id=account.university_id,
                stands_in=kind == "stands in", named_at=NOW,
            )  # fmt: skip
            self.session.add(deputy)
            self.session.flush()
            if kind == "not any more":
                remove_deputy(challenge, account)
        self.session.add(
            Comment(
                challenge=challenge, author=self.managers[0], written_at=NOW, text="Wort"
            )
        )  # fmt: skip

    def introductions(self, challenge, facts):
        teaser = Teaser(
            challenge_id=challenge.id, version=1, text="Kurz", written_at=NOW,
            state=TeaserState.APPROVED, presented_at=NOW, decided_at=NOW,
        )  # fmt: skip
        run = MatchRun(
            challenge_id=challenge.id, started_at=NOW, finished_at=NOW, text_version="v", model={},
            profile_versions={}, is_degraded=False, is_abstention=False,
        )  # fmt: skip
        self.session.add_all([teaser, run])
        self.session.flush()
        for place, state in facts["introductions"].items():
            match = Match(
                run_id=run.id, profile_id=self.profiles[place].id, origin=MatchOrigin.PROPOSED,
                rank=place + 1, score=1.0, band=Band.HIGH, created_at=NOW,
            )  # fmt: skip
            self.session.add(match)
            self.session.flush()
            introduction = self.introduction(challenge, match, teaser, state, facts["was_asked"])
            if introduction.asked_at is not None:
                introduction.asked_at -= facts["asked_ago"]
            if state is IntroductionState.INTRODUCED and facts["nda"] == "signed":
                introduction.record_nda(NOW.date(), NOW.date())
            self.session.add(introduction)
        self.session.flush()
        if facts["text_changed"]:
            for introduction in teaser.challenge.introductions:
                if introduction.company_consented_to is not None:
                    introduction.professor_consented_to = introduction.company_consented_to = "alt"

    def radar_entry(self, challenge, radar):
        versions = {each.version: each for each in challenge.teasers} or {1: None}
        for number in (1, 2) if radar == "older" else (1,):
            if versions.get(number) is None:
                versions[number] = Teaser(
                    challenge=challenge, version=number, text="Kurz", written_at=NOW,
                    state=TeaserState.APPROVED, presented_at=NOW, decided_at=NOW,
                )  # fmt: skip
                self.session.add(versions[number])
        entry = RadarEntry(
            teaser=versions[1], released_at=NOW, shown_at=None if radar == "not shown" else NOW,
            text_version="andere" if radar == "other words" else versions[1].text_version,
        )  # fmt: skip
        self.session.add(entry)
        self.session.flush()

    def exclusion(self, name):
        known = {each.short: each.id for each in self.universities}
        if name == "profile":
            return Exclusion(profile_id=self.profiles[0].id)
        if name in known:
            return Exclusion(university_id=known[name])
        return Exclusion(organisation=name)

    def workshop(self, **facts):
        return Workshop(
            title="Werkstatt", place="Bergkamen", contact="Transferstelle", capacity=20,
            starts_at=NOW, ends_at=NOW + timedelta(hours=4), registration_until=NOW,
            created_at=NOW, **facts,
        )  # fmt: skip

    def introduction(self, challenge, match, teaser, state, was_asked):
        was_asked = state is not IntroductionState.PREPARED and (
            was_asked or state is not IntroductionState.REVOKED
        )
        return Introduction(
            challenge_id=challenge.id, profile_id=match.profile_id, match_id=match.id, state=state,
            created_at=NOW, teaser_id=teaser.id if was_asked else None,
            asked_at=NOW if was_asked else None,
            professor_consented_at=NOW if state in CONSENTED else None,
            professor_consented_to=teaser.text_version if state in CONSENTED else None,
            company_consented_to=(
                teaser.text_version if state is IntroductionState.INTRODUCED else None
            ),
            company_consented_at=NOW if state is IntroductionState.INTRODUCED else None,
            decline_reason=(
                DeclineReason.NO_CAPACITY if state is IntroductionState.DECLINED else None
            ),
        )  # fmt: skip


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(facts=worlds)
def test_every_policy_equals_its_twin_for_everybody_and_everything(database, facts):
    with database.open(writes=True) as session:
        World(session, facts)
        users = [None, *session.scalars(select(Account)).all()]
        for policy, twin, model in policies.TWINS:
            everything = session.scalars(select(model)).all()
            for user in users:
                one_by_one = {each.id for each in everything if policy(user, each, NOW)}
                listed = set(session.scalars(select(model.id).where(twin(user, NOW))))
                assert one_by_one == listed, (policy.__name__, user and user.role)
        session.rollback()


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(facts=worlds)
def test_the_hard_filter_equals_what_the_page_says(database, facts):
    with database.open(writes=True) as session:
        World(session, facts)
        introductions = session.scalars(select(Introduction)).all()
        profiles = session.scalars(select(Profile)).all()
        managers = session.scalars(select(Account).where(Account.role == Role.TRANSFER_MANAGER))
        viewers = [None, *managers.all()]

        def pending(profile):
            return sum(
                each.profile_id == profile.id and each.state in PENDING_STATES
                for each in introductions
            )

        def ids(condition):
            return set(session.scalars(select(Profile.id).where(condition)))

        is_open = {each for each in profiles if policies.is_open_for_enquiries(
            each, pending(each), NOW
        )}  # fmt: skip
        assert {each.id for each in is_open} == ids(policies.matchable_profiles(NOW))
        for challenge in session.scalars(select(Challenge)).all():
            free = {
                each for each in profiles
                if not policies.is_profile_barred(each, challenge, NOW)
                and not policies.is_topic_unwanted(each, challenge)
            }  # fmt: skip
            assert {each.id for each in is_open & free} == ids(
                policies.candidate_profiles(challenge, NOW)
            )
            without_reason = policies.filter_reason(challenge, NOW).is_(None)
            assert {each.id for each in is_open & free} == ids(without_reason)
            for user in viewers:
                assert {
                    each.id for each in profiles if policies.may_propose(user, each, challenge, NOW)
                } == ids(policies.proposable_profiles(user, challenge, NOW))
                assert {
                    each.id
                    for each in profiles
                    if policies.may_learn_conflict(user, each, challenge, NOW)
                } == ids(policies.conflicted_profiles(user, challenge, NOW))
        session.rollback()


def test_no_twin_is_forgotten():
    listing = {
        name
        for name, each in vars(policies).items()
        if inspect.isfunction(each) and name.startswith(("visible_", "reviewable_"))
    }

    assert listing == {twin.__name__ for _, twin, _ in policies.TWINS}


@pytest.mark.parametrize("pair", policies.TWINS, ids=lambda pair: pair[0].__name__)
def test_every_policy_with_a_twin_says_its_rule(pair):
    assert all(each.__doc__ for each in pair[:2])


PLAIN = {
    "accounts": [{"is_active": True, "is_confirmed": True}] * 11,
    "profiles": [
        {"state": ProfileState.PUBLISHED, "capacity": 1, "paused_until": None,
         "reads_radar": True, "semester_limit": None}
    ] * PROFESSORS,
    "challenges": [
        {"state": ChallengeState.IN_REVIEW, "company": 0, "lead": 0, "entered_by": None,
         "introductions": {}, "was_asked": False, "shunned_by": set(),
         "excluded": {"profile"}, "embargo": None,
         "nda": "not needed", "text_changed": False, "closed_ago": timedelta(0),
         "radar": "shown", "deputies": {}, "handed_over_by": None}
    ],
    "ties": [[]] * 11,
}  # fmt: skip
"""One open case of the first manager."""


def test_the_worlds_show_some_professor_something_on_the_radar(database):
    """Otherwise the twins of the radar would agree about nothing."""
    with database.open(writes=True) as session:
        world = World(session, PLAIN)
        entries = select(RadarEntry.id)
        seen = [
            len(session.scalars(
                entries.where(policies.visible_radar_entries(each.account, NOW))
            ).all())
            for each in world.profiles
        ]  # fmt: skip
        session.rollback()
    assert seen == [0, 1, 1]


@pytest.mark.parametrize(
    ("facts", "reads"),
    [
        ({}, [True, False, False]),
        ({"deputies": {1: "named", 2: "stands in"}}, [True, True, True]),
        ({"deputies": {1: "not any more", 2: "named"}}, [True, False, True]),
        ({"handed_over_by": 1, "deputies": {0: "named"}}, [True, False, False]),
        ({"deputies": {2: "named"}, "excluded": {"HSBO"}}, [True, False, False]),
    ],
    ids=["lead", "deputies", "no deputy any more", "handed over", "excluded"],
)
def test_the_worlds_have_deputies_who_read_and_some_who_did(database, facts, reads):
    """Otherwise the twins would agree about leads alone."""
    (case,) = PLAIN["challenges"]
    with database.open(writes=True) as session:
        world = World(session, {**PLAIN, "challenges": [{**case, **facts}]})
        for twin, model in (
            (policies.visible_challenges, Challenge), (policies.visible_comments, Comment),
        ):  # fmt: skip
            seen = [
                session.scalar(select(model.id).where(twin(each, NOW))) is not None
                for each in world.managers
            ]
            assert seen == reads
        session.rollback()
