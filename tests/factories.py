"""Makes committed rows with the fewest words; every default is a plausible, fictional fact."""

import hashlib
import io
import itertools
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.fusion import as_json, bundled_fusion
from matcher.themes import bundled_vocabulary, reading_version
from models import (
    AccessibilityReport,
    Account,
    ApiToken,
    Aspect,
    Attachment,
    Band,
    Campus,
    Challenge,
    ChallengeState,
    Company,
    Competence,
    CompetenceKind,
    Department,
    Deputy,
    Evidence,
    FileKind,
    FilteredProfile,
    FilterReason,
    FlowDirection,
    FoundTheme,
    FundingLevel,
    FundingNote,
    FundingProgramme,
    FundingSketch,
    FundingStep,
    FusionSwitch,
    FusionVersion,
    Gap,
    InterimNeed,
    Introduction,
    IntroductionState,
    JointKind,
    JointMember,
    JointProject,
    LanguageModel,
    Match,
    MatchOrigin,
    MatchRun,
    MaterialFlow,
    Message,
    ModelSwitch,
    Municipality,
    NeedSnapshot,
    Neighbour,
    NoMatch,
    NoMatchReason,
    NoteCluster,
    Outcome,
    Participant,
    Profile,
    ProfileSnapshot,
    Role,
    Scope,
    Side,
    SizeClass,
    StatementVector,
    SupportingOrganisation,
    SupportKind,
    Teaser,
    TeaserState,
    ThemeReading,
    TopicGap,
    TopicGapEntry,
    TopicGapGround,
    TopicGapNeed,
    TopicGapStep,
    UnansweredCause,
    University,
    Verdict,
    Visit,
    Workshop,
    WorkshopNote,
    WorkshopState,
    WorkshopTable,
    profile_text_version,
)
from models.funding_case import PARTS
from models.session import hash_key
from webapp.database import Database
from webapp.matching.fusions import keep_fusion
from webapp.stored_files import FileStore

TITLE = "Risse im Spritzgussteil"
DESCRIPTION = (
    "Unsere Kunststoffteile werden nach dem Einschmelzen spröde. "
    "Wir suchen jemanden, der uns sagt, woran das liegt."
)
TEASER = "Ein Unternehmen der Kunststoffverarbeitung sucht Rat zur Alterung von Rezyklat."


class Make:
    """Real rows, committed, ready for the browser; objects come back detached but loaded."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        *,
        first: int = 1,
        files: FileStore | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._files = files
        self._numbers = itertools.count(first)

    def writing(self) -> AbstractContextManager[Session]:
        """A session for what no maker covers, committed at the end of the block."""
        return self._database.writing()

    def municipality(self, ags: str = "05978004", name: str = "Bergkamen") -> Municipality:
        return self._once(Municipality, {"ags": ags}, name=name, is_in_district=True)

    def theme_reading(self, of: Challenge | Profile, *codes: str, **facts: Any) -> ThemeReading:
        """That the software found these themes, each in the first sentence or in the summary."""
        is_need = isinstance(of, Challenge)
        reading = ThemeReading(
            **{
                "challenge_id": of.id if is_need else None,
                "profile_id": None if is_need else of.id,
                "text_version": of.text_version if is_need else profile_text_version(of),
                "vocabulary": reading_version(bundled_vocabulary()),
                "is_degraded": False,
                "made_at": self._clock(),
                **facts,
            }
        )
        span = {"start_at": 0, "end_at": len(of.title)} if is_need else {}
        reading.themes = [
            FoundTheme(theme=code, score=0.5, **span) for code in codes or ("kunststoffe",)
        ]
        return self._add(reading)

    def company(self, name: str | None = None, **facts: Any) -> Company:
        municipality = self.municipality()
        return self._add(
            Company(
                **{
                    "name": name or f"Musterteile {next(self._numbers)} GmbH",
                    "municipality_ags": municipality.ags,
                    "size_class": SizeClass.SMALL,
                    "registered_at": self._clock(),
                    **facts,
                }
            )
        )

    def university(self, short: str = "WH") -> University:
        names = {"WH": "Westfälische Hochschule", "HSBO": "Hochschule Bochum"}
        return self._once(University, {"short": short}, name=names[short])

    def department(self, university: str = "WH") -> Department:
        owner = self.university(university)
        place = {"WH": "Recklinghausen", "HSBO": "Bochum"}[university]
        campus = self._once(Campus, {"university_id": owner.id, "name": place})
        return self._once(Department, {"campus_id": campus.id, "name": "Maschinenbau"})

    def account(self, role: Role, **facts: Any) -> Account:
        number = next(self._numbers)
        bound: dict[str, Any] = {}
        if role is Role.COMPANY and "company_id" not in facts:
            bound["company_id"] = self.company().id
        if role is Role.TRANSFER_MANAGER and "university_id" not in facts:
            bound["university_id"] = self.university().id
        if role in {Role.SUPPORTER, Role.SCOUT}:
            bound["organisation_id"] = self._once(
                SupportingOrganisation, {"name": "IHK zu Dortmund"}
            ).id
        return self._add(
            Account(
                **{
                    "email": f"konto-{number}@{role.value}.example",
                    "display_name": f"{role.value.title()} {number}",
                    "phone": "0221 4710 101",
                    "role": role,
                    "confirmed_at": self._clock(),
                    "created_at": self._clock(),
                    "first_steps_hidden_at": self._clock(),
                    **bound,
                    **facts,
                }
            )
        )

    def profile(self, *statements: str, account: Account | None = None, **facts: Any) -> Profile:
        """A published profile with these statements, owned by a professor."""
        university = facts.pop("university", "WH")
        profile = Profile(
            **{
                "account_id": (account or self.account(Role.PROFESSOR)).id,
                "department_id": self.department(university).id,
                "chair": f"Lehrgebiet Kunststofftechnik {next(self._numbers)}",
                "summary": "Verarbeitung und Alterung von Kunststoffen.",
                "capacity": 2,
                "updated_at": self._clock(),
                "competences": [
                    Competence(text=each, kind=CompetenceKind.RESEARCH)
                    for each in statements or ["Alterung und Versprödung von Rezyklaten"]
                ],
                **facts,
            }
        )
        if "state" not in facts:
            profile.publish(self._clock())
        return self._add(profile)

    def challenge(
        self,
        state: ChallengeState = ChallengeState.SUBMITTED,
        *,
        by: Account | None = None,
        lead: Account | None = None,
        **facts: Any,
    ) -> Challenge:
        """A Bedarf in a state; in review it has a run with one proposal unless told otherwise."""
        by = by or self.account(Role.COMPANY)
        company_id = facts.pop("company_id", by.company_id)
        now = self._clock()
        challenge = Challenge(
            **{
                "company_id": company_id,
                "entered_by_id": by.id,
                "title": TITLE,
                "description": DESCRIPTION,
                "municipality_ags": self.municipality().ags,
                "created_at": now,
                **facts,
            }
        )
        challenge.ask_for([SupportKind.ADVICE])
        if state is not ChallengeState.DRAFT:
            challenge.submit(now, answer_due_on=(now + timedelta(days=14)).date())
        if lead is not None:
            challenge.lead_id, challenge.lead_taken_at = lead.id, now
        if state is ChallengeState.IN_REVIEW:
            challenge.begin_review()
        if state is ChallengeState.WITHDRAWN:
            challenge.withdraw(now)
        if state is ChallengeState.CLOSED:
            challenge.close(Outcome.CONSULTING, now)
        return self._add(challenge)

    def match(self, challenge: Challenge, profile: Profile | None = None, **facts: Any) -> Match:
        """A proposal with one evidence, in a run of its own."""
        profile = profile or self.profile()
        now = self._clock()
        aspect = Aspect(
            position=0,
            text=challenge.title,
            start_at=0,
            end_at=len(challenge.title),
            salience=1.0,
        )
        run = MatchRun(
            challenge_id=challenge.id, started_at=now, finished_at=now,
            text_version=challenge.text_version, model={}, profile_versions={},
            is_degraded=False, is_abstention=False, aspects=[aspect],
        )  # fmt: skip
        match = Match(
            **{
                "run": run, "profile_id": profile.id, "origin": MatchOrigin.PROPOSED, "rank": 1,
                "score": 0.8, "probability": None, "band": Band.HIGH, "created_at": now, **facts,
            }
        )  # fmt: skip
        match.evidence.append(
            Evidence(
                aspect=aspect, statement="Alterung von Rezyklaten", words=["spröde"],
                pairs=[["Einschmelzen", "Rezyklaten"]], strength=0.7,
            )
        )  # fmt: skip
        return self._add(match)

    def teaser(
        self,
        challenge: Challenge,
        state: TeaserState = TeaserState.APPROVED,
        text: str = TEASER,
        version: int = 1,
    ) -> Teaser:
        now = self._clock()
        teaser = Teaser(challenge_id=challenge.id, version=version, text=text, written_at=now)
        if state is not TeaserState.DRAFT:
            teaser.present(now)
        if state is TeaserState.APPROVED:
            teaser.approve(teaser.text_version, now)
        if state is TeaserState.REFUSED:
            teaser.refuse("Man erkennt uns.", now)
        return self._add(teaser)

    def attachment(
        self, challenge: Challenge, content: bytes = b"%PDF-1.7 Datenblatt", **facts: Any
    ) -> Attachment:
        """A file that was read and cleaned; its bytes lie in the folder if there is one."""
        key = uuid.uuid4()
        clean = b"sauber: " + content
        for name, each in ((key.hex, content), (f"{key.hex}-clean", clean)):
            if self._files is not None:
                self._files.keep(self._files.write(io.BytesIO(each)), name)
        attachment = Attachment(
            **{
                "id": key,
                "challenge_id": challenge.id,
                "name": "Datenblatt.pdf",
                "kind": FileKind.PDF,
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "added_by_id": challenge.entered_by_id,
                "added_at": self._clock(),
                "clean_sha256": hashlib.sha256(clean).hexdigest(),
                "clean_size": len(clean),
                **facts,
            }
        )
        attachment.read(facts.get("text", "Schmelzindex und Dichte"), [["Author", "Labor"]])
        return self._add(attachment)

    def flow(self, challenge: Challenge, *, offered: bool = True, **facts: Any) -> MaterialFlow:
        """A Stoffstrom of a need: PE, unless told otherwise."""
        return self._add(
            MaterialFlow(
                **{
                    "challenge_id": challenge.id,
                    "direction": FlowDirection.RESIDUE if offered else FlowDirection.INPUT,
                    "material": "polyethylen", "wording": "", "contaminants": "",
                    "municipality_ags": challenge.municipality_ags,
                    "written_at": self._clock(), **facts,
                }
            )
        )  # fmt: skip

    def joint_project(
        self, *needs: Challenge, flows: tuple[MaterialFlow, ...] = (), **facts: Any
    ) -> JointProject:
        """A proposal that joins these needs, by their Stoffströme if there are some."""
        project = JointProject(
            **{
                "kind": JointKind.TRIAD if flows else JointKind.POOL, "score": 0.7,
                "key": f"schluessel-{next(self._numbers)}", "found_at": self._clock(), **facts,
            }
        )  # fmt: skip
        project.members = [
            JointMember(
                position=place, challenge_id=need.id, flow_id=flows[place].id if flows else None
            )
            for place, need in enumerate(needs)
        ]
        return self._add(project)

    def joint_invitation(
        self, project: JointProject, by: Account, *, days: int = 14
    ) -> dict[Any, JointMember]:
        """Ask every company of a proposal about its name; the invitations by need."""
        now = self._clock()
        with self.writing() as session:
            row = session.get_one(JointProject, project.id)
            shown = {each.id: [["company", each.challenge.company.name]] for each in row.members}
            row.invite(
                "Worte", shown, now + timedelta(days=days), now, session.get_one(Account, by.id)
            )
            session.flush()
            return {each.challenge_id: self._loaded(session, each) for each in row.members}

    def deputy(self, challenge: Challenge, account: Account, **facts: Any) -> Deputy:
        """Somebody who does what the lead of a case does."""
        return self._add(
            Deputy(
                challenge_id=challenge.id, account_id=account.id, named_at=self._clock(),
                university_id=account.university_id, **facts,
            )
        )  # fmt: skip

    def message(self, challenge: Challenge, text: str, by: Account | None = None) -> Message:
        """A question of the company, or a word of the manager who wrote it."""
        author, now = by or challenge.entered_by, self._clock()
        is_question = author.role is Role.COMPANY
        return self._add(
            Message(
                challenge_id=challenge.id, author_id=author.id, is_from_company=is_question,
                text=text, written_at=now,
                answer_due_on=(now + timedelta(days=4)).date() if is_question else None,
            )
        )  # fmt: skip

    def introduction(
        self,
        state: IntroductionState = IntroductionState.ASKED,
        *,
        challenge: Challenge | None = None,
        profile: Profile | None = None,
        lead: Account | None = None,
    ) -> Introduction:
        """A Vermittlung that went the whole way to a state, with match, decision and teaser."""
        lead = lead or self.account(Role.TRANSFER_MANAGER)
        challenge = challenge or self.challenge(ChallengeState.IN_REVIEW, lead=lead)
        match = self.match(challenge, profile)
        now = self._clock()
        with self._database.open(writes=True) as session, session.begin():
            match = session.get_one(Match, match.id)
            challenge = session.get_one(Challenge, challenge.id)
            match.decide(Verdict.APPROVED, session.get_one(Account, lead.id), now)
            introduction = Introduction(
                challenge=challenge, profile=match.profile, match=match, created_at=now
            )
            session.add(introduction)
            if state is not IntroductionState.PREPARED:
                self._walk(introduction, state, now)
            session.flush()
            return self._loaded(session, introduction)

    def api_token(self, account: Account, *scopes: Scope, days: int = 90, **facts: Any) -> tuple:
        """A token and its key."""
        with self.writing() as session:
            token, key = ApiToken.issue(
                session.get_one(Account, account.id),
                self._clock(),
                **{
                    "name": "ERP",
                    "scopes": [each.value for each in scopes],
                    "expires_at": self._clock() + timedelta(days=days),
                    **facts,
                },
            )
            session.add(token)
        return token, key

    def neighbour(self, name: str = "Beratung für Mustertechnik", **facts: Any) -> Neighbour:
        """Somebody to whom a company can be sent; fictional, unlike those of the demo."""
        return self._add(Neighbour(name=name, created_at=self._clock(), **facts))

    def funding_programme(
        self, name: str = "Musterförderung Kreislauf", **facts: Any
    ) -> FundingProgramme:
        """A Förderprogramm that nobody has checked; fictional, unlike those of the demo."""
        known = {
            "provider": "Musterstiftung", "level": FundingLevel.OTHER,
            "purpose": "Gemeinsame Vorhaben von Betrieben und Hochschulen.",
            "created_at": self._clock(),
        }  # fmt: skip
        return self._add(FundingProgramme(name=name, **(known | facts)))

    def funding_note(
        self, challenge: Challenge, programme: FundingProgramme | None = None, **facts: Any
    ) -> FundingNote:
        """That a programme was brought up in a case."""
        known = {
            "challenge_id": challenge.id,
            "programme_id": (programme or self.funding_programme()).id,
            "number": 1, "step": FundingStep.SUGGESTED, "made_at": self._clock(),
            "made_by_id": None,
        }  # fmt: skip
        return self._add(FundingNote(**(known | facts)))

    def funding_sketch(self, challenge: Challenge, **facts: Any) -> FundingSketch:
        """A first version of a sketch."""
        known = {
            "challenge_id": challenge.id, "version": 1, "title": "Skizze",
            "written_at": self._clock(), "written_by_id": None, **dict.fromkeys(PARTS, ""),
        }  # fmt: skip
        return self._add(FundingSketch(**(known | facts)))

    def accessibility_report(self, **facts: Any) -> AccessibilityReport:
        """A barrier that somebody met who left no name."""
        facts = {"text": "Der Kontrast ist zu schwach.", "reported_at": self._clock(), **facts}
        return self._add(AccessibilityReport(**facts))

    def no_match(
        self,
        *,
        lead: Account | None = None,
        topic: str | None = None,
        gap: Gap | None = None,
        challenge: Challenge | None = None,
        **facts: Any,
    ) -> NoMatch:
        """A case that ended because nobody fitted, with the topic that was missing."""
        lead = lead or self.account(Role.TRANSFER_MANAGER)
        challenge = challenge or self.challenge(ChallengeState.IN_REVIEW, lead=lead)
        now = self._clock()
        with self._database.open(writes=True) as session, session.begin():
            row = session.get_one(Challenge, challenge.id)
            row.close(Outcome.NO_MATCH, now, message="Leider haben wir niemanden gefunden.")
            no_match = NoMatch(
                **{
                    "reason": NoMatchReason.TOPIC, "noted_at": now, "challenge_id": row.id,
                    "gap_id": gap.id if gap else None, **facts,
                }
            )  # fmt: skip
            if topic:
                no_match.gap = Gap(topic=topic, noted_at=now)
            session.add(no_match)
            session.flush()
            return self._loaded(session, no_match)

    def topic_gap(self, *challenges: Challenge, name: str = "", **facts: Any) -> TopicGap:
        """Needs that nobody answers, in one topic, perhaps with a name that rests on them."""
        now = self._clock()
        topic = TopicGap(found_at=now)
        topic.needs = [
            TopicGapNeed(
                **{
                    "challenge_id": each.id, "cause": UnansweredCause.TOPIC, "since": now,
                    "likeness": 0.5, "spans": [[0, len(each.title)]], "is_known_to_all": True,
                    "text_version": each.text_version, **facts,
                }
            )
            for each in challenges
        ]  # fmt: skip
        if name:
            topic.entries = [
                TopicGapEntry(
                    step=TopicGapStep.NAMED, text=name, made_at=now,
                    grounds=[
                        TopicGapGround(challenge_id=each.id, is_known_to_all=True)
                        for each in challenges
                    ],
                )
            ]  # fmt: skip
        return self._add(topic)

    def visit(self, scout: Account | None = None, **fields: str) -> Visit:
        """What a scout wrote down after a visit, not sent yet."""
        scout, now = scout or self.account(Role.SCOUT), self._clock()
        self.municipality()
        typed = {
            "company": "Besuchte Firma GmbH", "municipality_ags": "05978004",
            "function": "Werkstattleitung", "email": "werkstatt@besucht.example",
            "title": TITLE, "description": DESCRIPTION, **fields,
        }  # fmt: skip
        return self._add(
            Visit(
                scout_id=scout.id, begun_at=now,
                fields={name: [text] for name, text in typed.items()},
            )
        )  # fmt: skip

    def interim_need(self, key: str = "browser", **fields: str) -> InterimNeed:
        """What somebody without an account has typed so far."""
        now = self._clock()
        return self._add(
            InterimNeed(
                key_hash=hash_key(key), fields={name: [text] for name, text in fields.items()},
                language="de", begun_at=now, changed_at=now,
            )
        )  # fmt: skip

    def language_model(self, name: str = "bundled", **facts: Any) -> LanguageModel:
        """A model with one vector, which matches from now on."""
        sha256 = f"{next(self._numbers):064x}"
        model = self._add(
            LanguageModel(
                **{
                    "sha256": sha256, "name": name, "dimensions": 1,
                    "added_at": self._clock(), "ready_at": self._clock(), **facts,
                }
            )
        )  # fmt: skip
        self._add(StatementVector(model_sha256=sha256, text_sha256="0" * 64, vector=bytes(4)))
        self._add(ModelSwitch(model_sha256=sha256, switched_at=self._clock(), setting=name))
        return model

    def learned_fusion(self, **facts: Any) -> FusionVersion:
        """Coefficients that were learned and rank from now on, beside the shipped ones."""
        now, number = self._clock(), next(self._numbers)
        shipped = bundled_fusion()
        with self.writing() as session:
            keep_fusion(session, shipped, now)
        learned = replace(shipped, version=f"learned-{number:012x}")
        version = self._add(
            FusionVersion(
                **{
                    "version": learned.version, "coefficients": as_json(learned), "made_at": now,
                    "shipped_version": shipped.version, "decisions": 144, "needs": 31,
                    "order_before": 0.78, "order_after": 0.83, "least_gain": 0.01,
                    "is_better": True, "open_needs": 12, "changed_needs": 2, **facts,
                }
            )
        )  # fmt: skip
        self._add(
            FusionSwitch(fusion_id=version.id, switched_at=now, is_by_hand=False, is_held=False)
        )
        return version

    def snapshots(self, match: Match) -> None:
        """What a replay of a proposal needs: both texts, and somebody who was left out."""
        left_out = self.profile()
        with self.writing() as session:
            match = session.get_one(Match, match.id)
            profile, challenge = match.profile, match.run.challenge
            session.add_all([
                ProfileSnapshot(
                    profile_id=profile.id, version="0" * 64, heading=profile.chair,
                    summary=profile.summary, statements=[["1", "forschung", "de", "Rezyklate"]],
                    first_at=self._clock(),
                ),
                NeedSnapshot(
                    challenge_id=challenge.id, text_version=challenge.text_version,
                    title=challenge.title, description=challenge.description,
                ),
                FilteredProfile(
                    run_id=match.run_id, profile_id=left_out.id, reason=FilterReason.PAUSED
                ),
            ])  # fmt: skip

    def _walk(self, introduction: Introduction, state: IntroductionState, now: datetime) -> None:
        from models import DeclineReason

        challenge = introduction.challenge
        teaser = challenge.approved_teaser
        if teaser is None:
            teaser = Teaser(challenge=challenge, version=1, text=TEASER, written_at=now)
            teaser.present(now)
            teaser.approve(teaser.text_version, now)
        introduction.ask(teaser, now)
        match state:
            case IntroductionState.DECLINED:
                introduction.decline(DeclineReason.NO_CAPACITY)
            case IntroductionState.EXPIRED:
                introduction.expire(now + timedelta(days=30))
            case IntroductionState.REVOKED:
                introduction.revoke()
            case (
                IntroductionState.INTERESTED
                | IntroductionState.INTRODUCED
                | IntroductionState.NOT_WANTED
            ):
                introduction.accept(teaser.text_version, now)
        if state is IntroductionState.INTRODUCED:
            introduction.consent(teaser.text_version, now)
        if state is IntroductionState.NOT_WANTED:
            introduction.turn_down()

    def _once(self, model: Any, key: dict[str, Any], **facts: Any) -> Any:
        with self._database.reading() as session:
            found = session.scalars(select(model).filter_by(**key)).first()
        return found or self._add(model(**key, **facts))

    def _add(self, row: Any) -> Any:
        with self._database.open(writes=True) as session, session.begin():
            session.add(row)
            session.flush()
            return self._loaded(session, row)

    def _loaded(self, session: Any, row: Any) -> Any:
        session.refresh(row)
        for name in row.__mapper__.relationships.keys():  # noqa: SIM118
            getattr(row, name)
        return row

    def workshop(self, *, tables: int = 0, days: int = 30, **facts: Any) -> Workshop:
        """An announced workshop a month from now, with tables of the four areas if wanted."""
        starts_at = facts.pop("starts_at", self._clock() + timedelta(days=days))
        workshop = self._add(
            Workshop(
                **{
                    "title": "Werkstatt Kreislaufwirtschaft",
                    "summary": "Ein Nachmittag mit Unternehmen und Hochschulen.",
                    "place": "Ökologiestation, Westenhellweg 110, Bergkamen",
                    "contact": "Transferstelle, 0209 5710 120",
                    "state": WorkshopState.PUBLISHED, "published_at": self._clock(),
                    "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=5),
                    "registration_until": starts_at - timedelta(days=1), "capacity": 60,
                    "created_at": self._clock(), **facts,
                }
            )
        )  # fmt: skip
        for area in list(SupportKind)[:tables]:
            self.workshop_table(workshop, area=area)
        return workshop

    def workshop_table(self, workshop: Workshop, **facts: Any) -> WorkshopTable:
        number = next(self._numbers)
        return self._add(
            WorkshopTable(
                **{
                    "workshop_id": workshop.id,
                    "name": f"Tisch {number}",
                    "position": number,
                    **facts,
                }
            )
        )

    def participant(
        self, workshop: Workshop, side: Side = Side.COMPANY, **facts: Any
    ) -> Participant:
        number, now = next(self._numbers), self._clock()
        return self._add(
            Participant(
                **{
                    "workshop_id": workshop.id, "side": side,
                    "email": f"gast-{number}@werkstatt.example", "name": f"Werkleitung {number}",
                    "organisation": f"Musterteile {number} GmbH",
                    "registered_at": now, "consented_at": now, **facts,
                }
            )
        )  # fmt: skip

    def note(
        self, table: WorkshopTable, text: str = "Rezyklat wird spröde", **facts: Any
    ) -> WorkshopNote:
        number = next(self._numbers)
        return self._add(
            WorkshopNote(
                **{
                    "workshop_id": table.workshop_id, "table_id": table.id, "text": text,
                    "key": f"schluessel-{number}", "written_at": self._clock(), **facts,
                }
            )
        )  # fmt: skip

    def cluster(
        self, workshop: Workshop, *notes: WorkshopNote, title: str = "Rezyklat"
    ) -> NoteCluster:
        cluster = self._add(
            NoteCluster(workshop_id=workshop.id, title=title, made_at=self._clock())
        )
        with self.writing() as session:
            for each in notes:
                session.get_one(WorkshopNote, each.id).cluster_id = cluster.id
        return cluster
