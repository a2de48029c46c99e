"""A year and more of cases in every state, drawn by lot from a seed."""

import random
from datetime import datetime, timedelta

from models import (
    Band,
    Challenge,
    Company,
    Competence,
    CompetenceKind,
    ConflictOfInterest,
    DeclineReason,
    Exclusion,
    FollowUp,
    FollowUpResult,
    Introduction,
    Match,
    MatchOrigin,
    MatchRun,
    Municipality,
    Outcome,
    Profile,
    Promise,
    PromiseKind,
    RejectionReason,
    Role,
    SizeClass,
    Teaser,
    Verdict,
)
from models.organisation import IndustryEdition
from webapp.audit import record

PLACES = [
    ("05978004", "Bergkamen", True),
    ("05978024", "Lünen", True),
    ("05913000", "Dortmund", False),
]
CODES = [None, "22.29", "22.21", "25.62", "11.05", "38.11", "96.01"]
ENDS = [*Outcome]


class World:
    """Everybody and every case, with the lot that drew them."""

    def __init__(self, make, now: datetime, seed: int) -> None:
        self.now, self.lot = now, random.Random(seed)
        self.make = make
        wh, hsbo = make.university("WH"), make.university("HSBO")
        self.reader = make.account(Role.TRANSFER_MANAGER, university_id=wh.id)
        self.managers = [
            self.reader,
            make.account(Role.TRANSFER_MANAGER, university_id=wh.id),
            make.account(Role.TRANSFER_MANAGER, university_id=hsbo.id),
        ]
        self.departments = [make.department("WH"), make.department("HSBO")]
        self.professors = [make.account(Role.PROFESSOR) for _ in range(12)]

    def fill(self, cases: int) -> None:
        """All rows in one transaction."""
        with self.make.writing() as session:
            self.session = session
            self.managers = [session.merge(each, load=True) for each in self.managers]
            places = [
                session.merge(Municipality(ags=ags, name=name, is_in_district=inside))
                for ags, name, inside in PLACES
            ]
            session.flush()
            self.companies = [self._company(number, places) for number in range(9)]
            self.profiles = [self._profile(each) for each in self.professors]
            session.flush()
            self.reader_row = self.managers[0]
            tie = ConflictOfInterest(
                organisation=self.companies[0].name, declared_at=self.now - timedelta(days=500)
            )
            self.reader_row.conflicts.append(tie)
            for number in range(cases):
                self._case(number)
                session.flush()

    def _company(self, number: int, places) -> Company:
        code = CODES[number % len(CODES)]
        company = Company(
            name=f"Musterwerk {number} GmbH",
            municipality_ags=self.lot.choice(places).ags,
            size_class=self.lot.choice([*SizeClass, None]),
            industry_code=code,
            industry_edition=IndustryEdition.WZ_2025 if code else None,
            registered_at=self.now - timedelta(days=900),
        )
        self.session.add(company)
        return company

    def _profile(self, account) -> Profile:
        profile = Profile(
            account_id=account.id,
            department_id=self.lot.choice(self.departments).id,
            chair=f"Lehrgebiet {self.lot.randrange(10**6)}",
            capacity=self.lot.choice([1, 2, 4]),
            semester_limit=self.lot.choice([None, 3]),
            updated_at=self.now,
            competences=[
                Competence(text=f"Verfahren {number}", kind=CompetenceKind.METHOD)
                for number in range(self.lot.choice([2, 9]))
            ],
        )
        profile.publish(self.now - timedelta(days=self.lot.choice([100, 800])))
        self.session.add(profile)
        return profile

    def _later(self, at: datetime, days: float) -> datetime:
        """Some time after a moment, to the minute, and never in the future."""
        later = at + timedelta(minutes=self.lot.randrange(1, int(days * 1440)))
        return min(later, self.now)

    def _case(self, number: int) -> None:
        lot, company = self.lot, self.lot.choice(self.companies)
        begun = self.now - timedelta(minutes=lot.randrange(1440, 430 * 1440))
        case = Challenge(
            company=company, entered_by=self.managers[1], title=f"Bedarf {number}",
            description="Woran liegt das?", municipality_ags=lot.choice(PLACES)[0],
            created_at=begun,
        )  # fmt: skip
        self.session.add(case)
        if lot.random() < 0.1:
            return
        at = self._later(begun, 9)
        case.submit(at, (at + timedelta(days=14)).date())
        if lot.random() < 0.15:
            case.embargo_until = self.now + timedelta(days=lot.choice([-30, 30]))
        if lot.random() < 0.15:
            case.exclusions.append(lot.choice(self._exclusions()))
        self._promise(case, at)
        lead = lot.choice([self.reader_row, self.reader_row, self.reader_row, None, *self.managers])
        if lead is not None:
            case.take_lead(lead, self._later(at, 2))
        if lot.random() < 0.15:
            self._end(case, at)
            return
        at = self._review(case, lead or self.managers[1], at)
        self._end(case, at)

    def _exclusions(self) -> list[Exclusion]:
        return [
            Exclusion(university_id=self.reader_row.university_id),
            Exclusion(profile_id=self.lot.choice(self.profiles).id),
            Exclusion(organisation="Musterwerk 0"),
        ]

    def _promise(self, case: Challenge, at: datetime) -> None:
        for kind in self.lot.sample([*PromiseKind], self.lot.randrange(4)):
            promise = Promise(
                challenge=case, kind=kind, made_at=at,
                due_on=(at + timedelta(days=self.lot.randrange(1, 40))).date(),
            )  # fmt: skip
            if self.lot.random() < 0.8:
                promise.end(self._later(at, 40))
            self.session.add(promise)

    def _review(self, case: Challenge, manager, at: datetime) -> datetime:
        lot = self.lot
        for _ in range(lot.choice([0, 1, 1, 1, 2])):
            at = self._later(at, 1)
            run = MatchRun(
                challenge=case, started_at=at, finished_at=at, text_version=case.text_version,
                model={}, profile_versions={}, is_degraded=False, is_abstention=False,
            )  # fmt: skip
            case.begin_review()
            chosen = lot.sample(self.profiles, lot.choice([0, 2, 4, 5]))
            for rank, profile in enumerate(chosen, start=1):
                is_added = rank > 3
                run.matches.append(
                    Match(
                        profile=profile, score=1 / rank, band=Band.HIGH, created_at=at,
                        origin=MatchOrigin.ADDED if is_added else MatchOrigin.PROPOSED,
                        rank=None if is_added else rank,
                    )
                )  # fmt: skip
            self.session.add(run)
        self.session.flush()
        at = self._decide(case, manager, at)
        return self._ask(case, at)

    def _decide(self, case: Challenge, manager, at: datetime) -> datetime:
        lot, known = self.lot, set()
        for match in [each for run in case.match_runs for each in run.matches]:
            if match.profile_id in known or lot.random() < 0.3:
                continue
            known.add(match.profile_id)
            at = self._later(at, 2)
            if lot.random() < 0.6:
                match.decide(Verdict.APPROVED, manager, at)
                self.session.add(
                    Introduction(challenge=case, profile=match.profile, match=match, created_at=at)
                )
            else:
                match.decide(Verdict.REJECTED, manager, at, reason=lot.choice([*RejectionReason]))
        self.session.flush()
        self.session.expire(case)
        return at

    def _ask(self, case: Challenge, at: datetime) -> datetime:
        lot = self.lot
        if not case.introductions or lot.random() < 0.15:
            return at
        for version in range(1, lot.choice([2, 2, 3])):
            teaser = Teaser(
                challenge=case, version=version, text=f"Kurz gesagt {version}", written_at=at
            )
            self.session.add(teaser)
            at = self._later(at, 4)
            teaser.present(at)
            at = self._later(at, 4)
            if version == 1 and lot.random() < 0.2:
                teaser.refuse("Man erkennt uns.", at)
            else:
                teaser.approve(teaser.text_version, at)
        self.session.flush()
        teaser = case.approved_teaser
        if teaser is None:
            return at
        for introduction in case.introductions:
            if lot.random() < 0.9:
                at = max(at, self._answer(introduction, teaser, at))
        return at

    def _answer(self, introduction: Introduction, teaser: Teaser, at: datetime) -> datetime:
        lot = self.lot
        introduction.ask(teaser, at)
        if lot.random() < 0.4:
            introduction.renewed_at = at = self._later(at, 3)
        answered = self._later(at, 14)
        match lot.randrange(8):
            case 0:
                return at
            case 1:
                introduction.expire(at + timedelta(days=15))
            case 2:
                introduction.revoke()
            case 3:
                introduction.decline(lot.choice([*DeclineReason]), "Ich habe keine Zeit.")
                if lot.random() < 0.9:
                    record(self.session, "abgesagt", introduction, answered, by=None)
            case _:
                introduction.accept(teaser.text_version, answered)
                return self._consent(introduction, teaser, answered)
        return answered

    def _consent(self, introduction: Introduction, teaser: Teaser, at: datetime) -> datetime:
        lot = self.lot
        match lot.randrange(6):
            case 0:
                return at
            case 1:
                introduction.turn_down()
                return at
        at = self._later(at, 12)
        introduction.consent(teaser.text_version, at)
        if lot.random() < 0.8:
            introduction.note_meeting(self._later(at, 20).date(), "Gutes Gespräch.")
        return at

    def _end(self, case: Challenge, at: datetime) -> None:
        lot = self.lot
        if lot.random() < 0.1:
            case.withdraw(self._later(at, 9))
        elif lot.random() < 0.6:
            outcome = lot.choice(ENDS)
            case.close(
                outcome, self._later(at, 60), message="Danke.", note="Gelernt: früher fragen."
            )
            if lot.random() < 0.5:
                follow_up = FollowUp(challenge=case, months=3, asked_at=self.now)
                follow_up.say_result(FollowUpResult.IN_USE, self.now)
                self.session.add(follow_up)


def build(make, now: datetime, seed: int = 7, cases: int = 90) -> World:
    world = World(make, now, seed)
    world.fill(cases)
    return world
