"""`python -m tests.benchmarks.year`: twelve months at two desks, on a clock that we turn.

Needs come in, managers are ill or slow or on holiday, professors stay silent, companies do not
answer or withdraw. Some steps take two people; before a holiday cases are handed over, and while
somebody is away their deputies act; in the seventh month one manager's account is taken away.
Every step goes through the real operations and the nightly work; only the pages are left out. Each
morning is checked: no deadline passes unnoticed, no open case is without a next step and its day,
somebody responsible is told, and every broken promise is admitted. Prints Markdown.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Account,
    AuditEntry,
    Band,
    Challenge,
    Confirmation,
    ConfirmationState,
    Deadline,
    DeadlineKind,
    DeclineReason,
    DeskRules,
    HandOver,
    HandOverState,
    Introduction,
    IntroductionState,
    InvalidTransition,
    Job,
    Match,
    MatchOrigin,
    MatchRun,
    Message,
    NoMatchReason,
    Outcome,
    OutgoingMail,
    Promise,
    PromiseKind,
    RejectionReason,
    Role,
    Rung,
    StandingDeputy,
    SupportKind,
    Teaser,
    TeaserState,
    WorkState,
    migrations,
    policies,
    waiting_hand_over,
)
from models.base import LOCAL_ZONE
from models.challenge import OPEN_STATES
from models.confirmation import waiting_confirmations
from tests.factories import Make
from webapp import (
    create_app,
    deadlines,
    enquiries,
    escalation,
    leads,
    memberships,
    promises,
)
from webapp.audit import record
from webapp.casework import confirming
from webapp.casework import operations as casework
from webapp.challenges import approving
from webapp.challenges import operations as challenges
from webapp.config import Settings
from webapp.database import Database
from webapp.introductions import operations as introductions
from webapp.messages import operations as messages
from webapp.review import operations as review
from webapp.steps import Step, next_step, run_states
from webapp.working_days import HOLIDAYS, add_working_days

FIRST_DAY = date(2026, 1, 5)
LEAVES_IN_MONTH, FOLLOWED_IN_MONTH = 7, 8
TEASER = "Ein Unternehmen der Region sucht Rat zur Alterung von Rezyklat und zu deren Ursachen."
TEXTS = (
    "Unsere Kunststoffteile aus Rezyklat werden nach dem Einschmelzen spröde und reißen.",
    "In den Rohren der Kühlung setzt sich ein weißer Belag ab, und der Druck fällt.",
    "Beim Kleben von Aluminium lösen sich die Fügestellen nach wenigen Wochen.",
)


class Clock:
    """Stands still until the year goes on."""

    def __init__(self) -> None:
        self.at = datetime.combine(FIRST_DAY, time(3, 23), LOCAL_ZONE).astimezone(UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn_to(self, day: date, hour: int) -> None:
        self.at = datetime.combine(day, time(hour, 23), LOCAL_ZONE).astimezone(UTC)


@dataclass
class Manager:
    """How somebody at a desk behaves; whether they are there, chance says."""

    account_id: Any
    zeal: float
    """The chance that a task is done on a day on which they are there."""
    tasks: int = 8
    away_until: date | None = None
    holidays: tuple[tuple[date, date], ...] = ()

    def is_there(self, day: date, chance: random.Random) -> bool:
        """Not ill, not on holiday; falls ill now and then, for up to three weeks."""
        if any(first <= day <= last for first, last in self.holidays):
            return False
        if self.away_until is not None and day <= self.away_until:
            return False
        if chance.random() < 0.012:
            self.away_until = add_working_days(day, chance.randint(2, 15))
            return False
        return True

    def leaves_after(self, day: date) -> bool:
        """Whether this is the last working day before a holiday."""
        return any(day < first <= add_working_days(day, 1) for first, _ in self.holidays)


@dataclass
class Ledger:
    """What the year came to."""

    days: int = 0
    nights_with_mail: int = 0
    digests: int = 0
    most_in_a_night: int = 0
    told: Counter[str] = field(default_factory=Counter)
    longest_overdue: int = 0
    overdue_kind: str = ""
    passed_on: int = 0
    acted_for_the_lead: int = 0
    taken_over: int = 0


class Year:
    """Two desks for twelve months; `live` goes through them day by day."""

    def __init__(self, app: Any, clock: Clock, *, needs: int, months: int = 12, seed: int = 1):
        self.app, self.clock = app, clock
        self.database: Database = app.extensions["database"]
        self.make = Make(self.database, clock)
        self.chance = random.Random(seed)
        self.months = months
        self.ledger = Ledger()
        self.last_day = FIRST_DAY + timedelta(days=round(months * 30.4))
        self._open_desks()
        self._open_companies()
        working = [each for each in self._days() if _is_working_day(each)]
        self.arrivals = Counter(
            self.chance.choices(working[: -max(1, len(working) // 12)], k=needs)
        )

    def live(self) -> Ledger:
        """The whole time; raises AssertionError on the first day on which something is lost."""
        for day in self._days():
            self.night(day)
            if _is_working_day(day):
                self.work(day)
            self.ledger.days += 1
        return self.ledger

    def night(self, day: date) -> None:
        """The nightly work, and what must be true in the morning."""
        self.clock.turn_to(day, 3)
        with self.app.app_context():
            enquiries.expire_enquiries(self.clock())
            promises.keep_promises(self.clock())
            deadlines.make_missing_days(self.clock())
            enquiries.remind_of_enquiries(self.clock())
            escalation.tell_of_deadlines(self.clock())
            with self.database.reading() as session:
                self._check_the_morning(session, day)

    def work(self, day: date) -> None:
        """What people do on a working day, all of it in one transaction of each kind."""
        self.clock.turn_to(day, 11)
        with self.app.app_context():
            self._change_people(day)
            with self.database.writing() as session:
                new = [self._hand_in(session) for _ in range(self.arrivals[day])]
            with self.database.writing() as session:
                for each in new:
                    self._match(session, session.get_one(Challenge, each))
                for job in session.scalars(select(Job).where(Job.state == WorkState.QUEUED)):
                    job.state, job.finished_at = WorkState.DONE, self.clock()
                self._let_companies_act(session)
                self._let_professors_act(session)
            enquiries.expire_enquiries(self.clock())
            for manager in list(self.managers):
                if manager.is_there(day, self.chance):
                    with self.database.writing() as session:
                        if manager.leaves_after(day):
                            self._hand_over(session, manager)
                        self._let_manager_act(session, manager)

    # People ------------------------------------------------------------------------------------

    def _open_desks(self) -> None:
        make, self.managers = self.make, []
        south = make.university("HSBO").id
        first = make.account(Role.TRANSFER_MANAGER, display_name="Transfer Nord")
        second = make.account(
            Role.TRANSFER_MANAGER, display_name="Transfer Süd", university_id=south
        )
        heads = [
            make.account(Role.TRANSFER_MANAGER, is_responsible=True, university_id=each)
            for each in (first.university_id, south)
        ]
        self.admin = make.account(Role.ADMIN)
        with make.writing() as session:
            for one, other in ((first, second), (second, first)):
                session.add(self._standing(one, other))
            for head in heads:
                session.add(
                    DeskRules(
                        university_id=head.university_id, alternate_id=head.id,
                        changed_at=self.clock(),
                        confirms_no_match=head.university_id == first.university_id,
                    )
                )  # fmt: skip
        self.first, self.second = first, second
        for account, zeal, away in ((first, 0.55, 30), (second, 0.8, 110)):
            leaves = FIRST_DAY + timedelta(days=away)
            holidays = ((leaves, leaves + timedelta(days=20)), *self._holidays())
            self.managers.append(Manager(account.id, zeal, holidays=holidays))
        for head in heads:
            self.managers.append(Manager(head.id, 0.6, tasks=3, holidays=self._holidays()))

    def _standing(self, one: Account, other: Account) -> StandingDeputy:
        return StandingDeputy(
            account_id=one.id, deputy_id=other.id, university_id=other.university_id,
            named_at=self.clock(),
        )  # fmt: skip

    def _holidays(self) -> tuple[tuple[date, date], ...]:
        firsts = [FIRST_DAY + timedelta(days=self.chance.randint(20, 340)) for _ in range(3)]
        return tuple((each, each + timedelta(days=self.chance.randint(5, 16))) for each in firsts)

    def _open_companies(self) -> None:
        make = self.make
        self.owners = [make.account(Role.COMPANY).id for _ in range(40)]
        self.silent = set(self.chance.sample(self.owners, 6))
        self.profiles = [
            make.profile(university=("WH", "HSBO")[number % 2], capacity=6).id
            for number in range(9)
        ]

    def _change_people(self, day: date) -> None:
        """In the seventh month somebody with open cases goes, and is followed a month later."""
        month = (day - FIRST_DAY).days // 30 + 1
        if month >= LEAVES_IN_MONTH and self.first is not None:
            self._leave(self.first)
        if month >= FOLLOWED_IN_MONTH and self.first is None and self.second is not None:
            new = self.make.account(Role.TRANSFER_MANAGER, display_name="Transfer Nord, neu")
            with self.make.writing() as session:
                session.add(self._standing(new, self.second))
                session.add(self._standing(self.second, new))
            self.managers.append(Manager(new.id, 0.75, holidays=self._holidays()))
            self.second = None

    def _leave(self, first: Account) -> None:
        with self.database.writing() as session:
            account = session.get_one(Account, first.id)
            led = memberships.cases_led_by(session, account)
            if not led:
                return
            by = session.get_one(Account, self.admin.id)
            memberships.deactivate_account(session, account, self.clock(), by=by)
            assert memberships.cases_led_by(session, account) == 0
        self.ledger.passed_on = led
        self.managers = [each for each in self.managers if each.account_id != first.id]
        self.first = None

    # What they do --------------------------------------------------------------------------------

    def _hand_in(self, session: Session) -> Any:
        owner = session.get_one(Account, self.chance.choice(self.owners))
        need = challenges.Need(
            title=f"Bedarf {self.chance.randrange(10**9)}",
            description=self.chance.choice(TEXTS), support_kinds=[SupportKind.ADVICE],
            municipality_ags="05978004", needed_by=None,
        )  # fmt: skip
        due = promises.due_on(PromiseKind.ANSWER, self.clock().date())
        case = challenges.submit_challenge(
            session, need, by=owner, at=self.clock(), answer_due_on=due
        )
        session.flush()
        return case.id

    def _match(self, session: Session, case: Challenge) -> None:
        """Four proposals; how they are found is not what the year is about."""
        run = MatchRun(
            challenge=case, started_at=self.clock(), finished_at=self.clock(), model={},
            text_version=case.text_version, profile_versions={}, is_degraded=True,
            is_abstention=False,
        )  # fmt: skip
        for rank, profile_id in enumerate(self.chance.sample(self.profiles, 4), start=1):
            run.matches.append(
                Match(
                    profile_id=profile_id, origin=MatchOrigin.PROPOSED, rank=rank, score=1 / rank,
                    band=Band.MEDIUM, created_at=self.clock(),
                )
            )  # fmt: skip
        session.add(run)
        case.begin_review()
        record(session, "abgeglichen", case, self.clock(), by=None)

    def _let_companies_act(self, session: Session) -> None:
        open_cases = select(Challenge).where(Challenge.state.in_(OPEN_STATES))
        for case in session.scalars(open_cases.order_by(Challenge.reference)).all():
            by, luck = case.entered_by, self.chance.random()
            if luck < 0.001:
                challenges.withdraw_challenge(session, case, by=by, at=self.clock())
            elif luck < 0.012:
                messages.write_message(session, case, "Wie steht es?", self.clock(), by=by)
            elif by.id not in self.silent:
                self._let_company_decide(session, case, by)

    def _let_company_decide(self, session: Session, case: Challenge, by: Account) -> None:
        teaser, luck = case.teaser, self.chance.random()
        if teaser is not None and teaser.state is TeaserState.PRESENTED:
            if luck < 0.25:
                approving.approve_teaser(
                    session, teaser, teaser.text_version, by=by, at=self.clock()
                )
            elif luck < 0.28:
                approving.refuse_teaser(session, teaser, "Bitte anders.", by=by, at=self.clock())
            return
        for each in case.introductions:
            if each.state is IntroductionState.INTERESTED and each.teaser and luck < 0.3:
                if luck < 0.03:
                    introductions.turn_down_introduction(session, each, self.clock(), by=by)
                else:
                    introductions.consent_to_introduction(
                        session, each, each.teaser.text_version, self.clock(), by=by
                    )
                return

    def _let_professors_act(self, session: Session) -> None:
        asked = select(Introduction).where(Introduction.state == IntroductionState.ASKED)
        for each in session.scalars(asked.order_by(Introduction.asked_at, Introduction.id)).all():
            luck, by = self.chance.random(), each.profile.account
            if luck < 0.07 and each.teaser:
                introductions.accept_enquiry(
                    session, each, each.teaser.text_version, self.clock(), by=by
                )
            elif luck < 0.12:
                introductions.decline_enquiry(
                    session, each, self.clock(), by=by, reason=DeclineReason.NO_CAPACITY, note=""
                )

    def _hand_over(self, session: Session, manager: Manager) -> None:
        """Before a holiday one case goes to a deputy, and another is offered to somebody else."""
        user = session.get_one(Account, manager.account_id)
        led = session.scalars(
            select(Challenge)
            .where(Challenge.lead_id == user.id, Challenge.state.in_(OPEN_STATES))
            .order_by(Challenge.reference)
        ).all()
        free = [each for each in led if waiting_hand_over(each) is None]
        for case, is_to_deputy in zip(free, (True, False), strict=False):
            deputies = [each.account for each in leads.acting_deputies(case)]
            people = leads.nameable(session, case, self.clock())
            takers = [each for each in people if (each in deputies) is is_to_deputy]
            if takers:
                taker = self.chance.choice(takers)
                casework.hand_over(session, case, taker, "Urlaub.", self.clock(), by=user)

    def _let_manager_act(self, session: Session, manager: Manager) -> None:
        user = session.get_one(Account, manager.account_id)
        done = 0
        for deadline in self._tasks(session, user):
            if done >= manager.tasks:
                return
            if self.chance.random() < manager.zeal:
                try:
                    done += self._do(session, user, deadline)
                except InvalidTransition:
                    continue

    def _tasks(self, session: Session, user: Account) -> list[Deadline]:
        """Own cases first, the day that comes first on top; those of others when one is called."""
        running = session.scalars(
            select(Deadline)
            .join(Deadline.challenge)
            .where(Deadline.ended_at.is_(None), policies.reviewable_challenges(user, self.clock()))
            .order_by(Deadline.due_on, Deadline.id)
        ).all()
        offers = session.scalars(
            select(Deadline)
            .join(HandOver, HandOver.id == Deadline.subject_id)
            .where(Deadline.ended_at.is_(None), HandOver.to_id == user.id)
            .where(HandOver.state == HandOverState.WAITING)
        ).all()
        mine = [each for each in running if each.challenge.lead_id in {user.id, None}]
        called = [
            each
            for each in running
            if each not in mine
            and (each.rung >= Rung.DEPUTIES or each.kind is DeadlineKind.CONFIRM)
        ]
        is_head = user.is_responsible
        if is_head:
            mine = [each for each in mine if each.rung >= Rung.DEPUTIES]
        return [*offers, *mine, *called]

    def _do(self, session: Session, user: Account, deadline: Deadline) -> bool:
        """One step of a case; whether there was something to do."""
        case, at = deadline.challenge, self.clock()
        session.expire(case)
        if not case.is_open:
            return False
        if deadline.kind is DeadlineKind.ACCEPT_HAND_OVER:
            return self._answer_offer(session, case, user, deadline)
        if case.lead_id is None:
            return self._take_lead(session, case, user)
        is_neglected = deadline.rung >= Rung.ALTERNATE and self.chance.random() < 0.3
        if is_neglected and policies.may_take_over(user, case, at):
            casework.take_over(session, case, at, by=user)
            self.ledger.taken_over += 1
            return True
        if deadline.kind is DeadlineKind.ANSWER_QUESTION:
            messages.write_message(session, case, "Wir sind dran.", at, by=user)
            return True
        if deadline.kind is DeadlineKind.CONFIRM:
            return self._confirm(session, case, user, deadline)
        state = run_states(session, [case.id]).get(case.id)
        step = next_step(case, state) if state else Step.NONE
        act: Callable[[Session, Challenge, Account], bool] | None = {
            Step.DECIDE: self._decide,
            Step.LOOK_FURTHER: self._decide,
            Step.WRITE_TEASER: self._present,
            Step.REWRITE_TEASER: self._present,
            Step.ASK: self._ask,
            Step.NOTE_MEETING: self._note_meeting,
            Step.CLOSE: self._close,
            Step.WAIT_FOR_APPROVAL: self._give_up,
            Step.WAIT_FOR_CONSENT: self._give_up,
        }.get(step)
        is_for_the_lead = case.lead_id != user.id
        if act is None or not act(session, case, user):
            return False
        self.ledger.acted_for_the_lead += is_for_the_lead
        return True

    def _take_lead(self, session: Session, case: Challenge, user: Account) -> bool:
        """Of every fourth case its lead wants that two people agree before somebody is asked."""
        review.take_lead(session, case, self.clock(), by=user)
        if self.chance.random() < 0.25:
            session.flush()
            session.expire(case)
            casework.arrange_team(
                session, case, self.clock(), by=user, confirms_asking=True,
                deputies=[each.account for each in leads.acting_deputies(case)],
                confirms_no_match=False,
            )  # fmt: skip
        return True

    def _answer_offer(
        self, session: Session, case: Challenge, user: Account, deadline: Deadline
    ) -> bool:
        """Most are accepted; the lead takes one back that was not answered in time."""
        offer, at = waiting_hand_over(case), self.clock()
        if offer is None:
            return False
        if policies.may_answer_hand_over(user, offer, at):
            is_welcome = self.chance.random() < 0.85
            answer = casework.accept_hand_over if is_welcome else casework.decline_hand_over
            answer(session, offer, at, by=user)
            return True
        if deadline.rung >= Rung.DEPUTIES and policies.may_take_hand_over_back(user, offer, at):
            casework.take_hand_over_back(session, offer, at, by=user)
            return True
        return False

    def _decide(self, session: Session, case: Challenge, user: Account) -> bool:
        newest = case.match_runs[-1].matches if case.match_runs else []
        for match in sorted(newest, key=lambda each: each.rank or 99):
            if not match.is_open or not policies.may_be_asked(match.profile, case, self.clock()):
                continue
            if self.chance.random() < 0.8:
                review.approve_match(session, match, self.clock(), by=user)
            else:
                review.reject_match(
                    session, match, self.clock(), by=user, reason=RejectionReason.OTHER_TOPIC
                )
            return True
        review.close_without_match(
            session, case, self.clock(), by=user, message="Leider haben wir niemanden gefunden.",
            reason=NoMatchReason.NO_CAPACITY,
        )  # fmt: skip
        return True

    def _present(self, session: Session, case: Challenge, user: Account) -> bool:
        teaser: Teaser | None = case.teaser
        version = 1 if teaser is None else teaser.version + (teaser.decided_at is not None)
        review.present_teaser(session, case, self.clock(), by=user, text=TEASER, version=version)
        return True

    def _ask(self, session: Session, case: Challenge, user: Account) -> bool:
        if not review.ask_waiting(session, case, self.clock(), by=user):
            for each in case.introductions:
                if each.state is IntroductionState.PREPARED:
                    review.revoke_introduction(session, each, self.clock(), by=user)
        return True

    def _note_meeting(self, session: Session, case: Challenge, user: Account) -> bool:
        for each in case.introductions:
            if each.is_mutual and each.met_on is None and self.chance.random() < 0.3:
                introductions.note_meeting(
                    session, each, self.clock(), by=user, met_on=self.clock().date(), note=""
                )
                return True
        return False

    def _close(self, session: Session, case: Challenge, user: Account) -> bool:
        outcome = self.chance.choice([Outcome.PROJECT, Outcome.CONSULTING, Outcome.NO_COOPERATION])
        review.close_case(session, case, self.clock(), by=user, outcome=outcome, message="Danke.")
        return True

    def _give_up(self, session: Session, case: Challenge, user: Account) -> bool:
        """After a long time without a word the case is closed, and the company told."""
        waited = [each for each in case.deadlines if each.kind.is_waiting and each.rung]  # type: ignore[attr-defined]
        return len(waited) > 6 and self._close(session, case, user)

    def _confirm(
        self, session: Session, case: Challenge, user: Account, deadline: Deadline
    ) -> bool:
        """The second person mostly agrees; who asked gives up when everybody was told."""
        waiting = [e for e in waiting_confirmations(case) if e.id == deadline.subject_id]
        for each in waiting:
            if policies.may_confirm(user, each, self.clock()):
                if self.chance.random() < 0.85:
                    confirming.confirm(session, each, self.clock(), by=user)
                else:
                    confirming.refuse(session, each, "Lieber nicht.", self.clock(), by=user)
                return True
            may_give_up = policies.may_take_confirmation_back(user, each, self.clock())
            if may_give_up and deadline.rung >= Rung.EVERYBODY:
                confirming.take_back(session, each, self.clock(), by=user)
                return True
        return False

    # What must be true ---------------------------------------------------------------------------

    def _check_the_morning(self, session: Session, day: date) -> None:
        open_cases = set(
            session.scalars(select(Challenge.id).where(Challenge.state.in_(OPEN_STATES)))
        )
        running = session.scalars(select(Deadline).where(Deadline.ended_at.is_(None))).all()
        steps = Counter(each.challenge_id for each in running if each.kind.is_step)
        assert set(steps) == open_cases, f"{day}: an open case has no next step with a day"
        assert set(steps.values()) <= {1}, f"{day}: a case has two next steps"
        for each in running:
            self._check_deadline(each, day)
        for case in session.scalars(select(Challenge).where(Challenge.id.in_(open_cases))):
            assert case.lead is None or policies.is_manager(case.lead), (
                f"{day}: a case is led by somebody who is not there any more"
            )
        self._check_promises(session, running, day)
        self._check_mails(session, day)

    def _check_deadline(self, deadline: Deadline, day: date) -> None:
        where = f"{day}: {deadline.kind.value}, due on {deadline.due_on}"
        if deadline.kind.is_waiting:
            assert deadline.due_on > day, f"{where}: nobody looked again"
            return
        # At most one step up a night: what began long ago may be a night or two behind.
        expected = Rung.REMINDED if deadline.due_on <= add_working_days(day, 1) else Rung.NOBODY
        for rung in (Rung.DEPUTIES, Rung.ALTERNATE, Rung.EVERYBODY):
            if add_working_days(deadline.due_on, 2 * (rung - Rung.REMINDED)) <= day:
                expected = rung
        assert deadline.rung >= expected, f"{where}: only rung {deadline.rung}"
        late = (day - deadline.due_on).days
        if late > self.ledger.longest_overdue:
            self.ledger.longest_overdue, self.ledger.overdue_kind = late, deadline.kind.value

    def _check_promises(self, session: Session, running: Any, day: date) -> None:
        promised = {
            each.challenge_id: each
            for each in session.scalars(select(Promise).where(Promise.ended_at.is_(None)))
        }
        for each in promised.values():
            assert each.due_on >= day or each.told_at is not None, (
                f"{day}: a promise is not admitted"
            )
        for each in running:
            promise = promised.get(each.challenge_id)
            if promise and each.kind.is_step and not each.kind.is_waiting:
                begun = each.begun_at.astimezone(LOCAL_ZONE).date()
                if promise.made_at <= each.begun_at and promise.due_on >= begun:
                    assert each.due_on <= promise.due_on, f"{day}: a day after the promised one"

    def _check_mails(self, session: Session, day: date) -> None:
        """Everybody who is told gets one mail a night, and somebody who acts is among them."""
        told = session.scalars(
            select(AuditEntry).where(
                AuditEntry.at == self.clock(),
                AuditEntry.verb.in_(["frist_erinnert", "frist_weitergegeben"]),
            )
        ).all()
        mails = Counter(
            str(each.recipient_id)
            for each in session.scalars(
                select(OutgoingMail).where(
                    OutgoingMail.created_at == self.clock(),
                    OutgoingMail.template.in_(["deadlines_due", "deadlines_unattended"]),
                )
            )
        )
        assert set(mails.values()) <= {1}, f"{day}: two mails of one kind to one person"
        named = {each for entry in told for each in entry.detail["told"]}
        for promise in session.scalars(select(Promise).where(Promise.told_at == self.clock())):
            turns = promises.whose_turn(session, promise.challenge, self.clock())
            named |= {str(each.id) for each in turns}
        assert named == set(mails), f"{day}: somebody who is told gets no mail"
        active = {str(each.id) for each in leads.managers(session)}
        for entry in told:
            assert active & set(entry.detail["told"]), f"{day}: nobody who acts is told"
            is_wait = DeadlineKind(entry.detail["kind"]).is_waiting
            self.ledger.told["wait" if is_wait else str(entry.detail.get("rung", 1))] += 1
        self.ledger.digests += sum(mails.values())
        self.ledger.nights_with_mail += bool(mails)
        self.ledger.most_in_a_night = max(self.ledger.most_in_a_night, len(mails))

    def _days(self) -> Iterator[date]:
        day = FIRST_DAY
        while day <= self.last_day:
            yield day
            day += timedelta(days=1)


def _is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def report(year: Year) -> str:
    """The ledger as Markdown; each figure is counted from the rows, not along the way."""
    ledger = year.ledger
    with year.database.reading() as session:

        def count(model: Any, *conditions: Any) -> int:
            return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0

        outcomes = Counter(
            session.scalars(select(Challenge.outcome).where(Challenge.outcome.is_not(None)))
        )
        own = [each for each in DeadlineKind if not each.is_waiting]
        step = Deadline.kind.in_(own)
        untold = session.scalars(select(Deadline).where(step, Deadline.rung == 0)).all()
        unnoticed = sum(
            (each.ended_at or year.clock()).astimezone(LOCAL_ZONE).date() > each.due_on
            for each in untold
        )
        rows = [
            ("needs handed in", count(Challenge)),
            ("closed with a result", sum(outcomes.values()) - outcomes[Outcome.NO_MATCH]),
            ("closed without a match", outcomes[Outcome.NO_MATCH]),
            ("withdrawn", count(Challenge, Challenge.withdrawn_at.is_not(None))),
            ("open at the end, each with a next step and its day", count(
                Challenge, Challenge.state.in_(OPEN_STATES))),
            ("days lived through", ledger.days),
            ("steps of the desk with a deadline", count(Deadline, step)),
            ("… done before anybody was reminded", count(
                Deadline, step, Deadline.ended_at.is_not(None), Deadline.rung == 0)),
            ("… reminded", ledger.told["1"]),
            ("… passed on to deputies", ledger.told["2"]),
            ("… to the named alternate", ledger.told["3"]),
            ("… to everybody who may know, and the administration", ledger.told["4"]),
            ("looks at what waits for a company or professor", ledger.told["wait"]),
            ("longest time a step was overdue, in days", ledger.longest_overdue),
            ("… whose day passed before anybody was told", unnoticed),
            ("digests sent, never two to one person in a night", ledger.digests),
            ("promises made to companies", count(Promise)),
            ("… broken, each admitted", count(Promise, Promise.told_at.is_not(None))),
            ("enquiries to professors", count(Introduction, Introduction.asked_at.is_not(None))),
            ("… reminded once", count(Introduction, Introduction.reminded_at.is_not(None))),
            ("… never answered", count(
                Introduction, Introduction.state == IntroductionState.EXPIRED)),
            ("questions of companies", count(Message, Message.is_from_company)),
            ("steps put to a second person", count(Confirmation)),
            ("… agreed to", count(
                Confirmation, Confirmation.state == ConfirmationState.CONFIRMED)),
            ("… refused", count(Confirmation, Confirmation.state == ConfirmationState.REFUSED)),
            ("steps done by deputies in place of the lead", ledger.acted_for_the_lead),
            ("cases offered to somebody else or handed over", count(HandOver)),
            ("… with a new lead", count(HandOver, HandOver.state == HandOverState.ACCEPTED)),
            ("cases a deputy took over unasked", ledger.taken_over),
            ("open cases of the manager who left, passed on", ledger.passed_on),
        ]  # fmt: skip
    return "\n".join(["| what | how many |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows)])


def new_year(folder: Path, *, needs: int, months: int, seed: int, url: str | None = None) -> Year:
    """An application on a database of its own, ready to live through the year."""
    url = url or f"sqlite:///{folder / 'year.db'}"
    clock = Clock()
    database = Database(url)
    with database.engine.execution_options(writes=True).begin() as connection:
        migrations.upgrade(connection)
    database.engine.dispose()
    settings = Settings(
        environment="test", database_url=url, data_dir=folder, secret_key="test " * 10,
        embedding_model=None, _env_file=None,
    )  # fmt: skip
    return Year(create_app(settings, now=clock), clock, needs=needs, months=months, seed=seed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--needs", type=int, default=200)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="URL of an empty database; SQLite if left out.")
    arguments = parser.parse_args()
    cpus = f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
    with tempfile.TemporaryDirectory() as folder:
        year = new_year(
            Path(folder), needs=arguments.needs, months=arguments.months, seed=arguments.seed,
            url=arguments.database,
        )  # fmt: skip
        year.live()
        print(f"{datetime.now(UTC).date()}, {cpus}, seed {arguments.seed}.\n")
        print(report(year))
        year.database.engine.dispose()


if __name__ == "__main__":
    main()
