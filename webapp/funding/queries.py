"""What the pages about Förderwege read."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import (
    Account,
    Challenge,
    FundingNote,
    FundingProgramme,
    FundingRevision,
    FundingSketch,
    FundingStep,
    Municipality,
    policies,
    themes_of_needs,
)
from webapp.funding.rules import Group, Judgement, Need, judge, judge_all
from webapp.funding.wishes import formats_of, stages_of
from webapp.funding.words import theme_words
from webapp.matching import vocabulary


@dataclass(frozen=True)
class Hint:
    """What the rules say of one programme in a case, and what the desk noted about it last."""

    judgement: Judgement
    note: FundingNote | None

    @property
    def programme(self) -> FundingProgramme:
        """The entry."""
        return self.judgement.programme

    @property
    def is_laid_aside(self) -> bool:
        """Whether somebody said that it does not fit."""
        return self.note is not None and self.note.step is FundingStep.UNSUITABLE

    @property
    def is_under_way(self) -> bool:
        """Whether somebody has applied; then the rules have nothing to say any more."""
        return self.note is not None and self.note.step in {
            FundingStep.APPLIED, FundingStep.GRANTED, FundingStep.REFUSED,
        }  # fmt: skip


@dataclass(frozen=True)
class Hints:
    """All that is known for a case."""

    hints: Sequence[Hint]

    @property
    def under_way(self) -> list[Hint]:
        """What somebody applied for."""
        return [each for each in self.hints if each.is_under_way]

    @property
    def laid_aside(self) -> list[Hint]:
        """What somebody said does not fit."""
        return [each for each in self.hints if each.is_laid_aside]

    def group(self, group: Group) -> list[Hint]:
        """What is left of a group; what was brought up already comes after what was not."""
        left = [
            each
            for each in self.hints
            if each.judgement.group is group and not each.is_under_way and not each.is_laid_aside
        ]
        return sorted(left, key=lambda each: each.note is not None)

    @property
    def fitting(self) -> list[Hint]:
        """What everything is met of."""
        return self.group(Group.FITS)

    @property
    def possible(self) -> list[Hint]:
        """What nothing speaks against."""
        return self.group(Group.OPEN)


def programmes(session: Session, user: Account | None, at: datetime) -> Sequence[FundingProgramme]:
    """What somebody may look up, by name."""
    return session.scalars(
        select(FundingProgramme)
        .where(policies.visible_funding_programmes(user, at))
        .options(joinedload(FundingProgramme.checked_by))
        .order_by(FundingProgramme.sort_key, FundingProgramme.id)
    ).all()


def stale_programmes(session: Session, on: date) -> tuple[int, int]:
    """How many of those on the list somebody has to look at, and how many there are."""
    listed = session.scalars(
        select(FundingProgramme).where(FundingProgramme.archived_at.is_(None))
    ).all()
    return sum(each.is_stale(on) for each in listed), len(listed)


def revisions_of(
    session: Session, programme: FundingProgramme
) -> list[tuple[FundingRevision, Account | None]]:
    """The history of an entry, the newest first, with who that was where they are still known."""
    found = session.execute(
        select(FundingRevision, Account)
        .outerjoin(Account, FundingRevision.made_by_id == Account.id)
        .where(FundingRevision.programme_id == programme.id)
        .order_by(FundingRevision.number.desc())
    )
    return [(revision, account) for revision, account in found]


def municipalities(session: Session) -> Sequence[Municipality]:
    """Those the region knows, by name."""
    return session.scalars(select(Municipality).order_by(Municipality.sort_key)).all()


def need_of(session: Session, challenge: Challenge, on: date) -> Need:
    """What the rules are asked about."""
    of_need, theme = themes_of_needs().selected_columns
    codes = set(
        session.scalars(themes_of_needs().where(of_need == challenge.id).with_only_columns(theme))
    )
    themes = {each.code: each.kind.value for each in vocabulary() if each.code in codes}
    return Need(
        on=on,
        ags=challenge.municipality_ags,
        is_in_district=challenge.municipality.is_in_district,
        size_class=challenge.company.size_class,
        stages=stages_of(challenge.support_kinds, challenge.outcome),
        formats=formats_of(challenge.support_kinds),
        themes=themes,
        theme_names={code: theme_words(code) for code in themes},
        has_partner=any(each.is_mutual for each in challenge.introductions),
    )


def hints_for(
    session: Session, challenge: Challenge, user: Account | None, at: datetime, on: date
) -> Hints:
    """Every programme on the list and every one noted in the case, the most fitting first."""
    last = {each.programme_id: each for each in notes_of(session, challenge, user, at)}
    known = [
        each for each in programmes(session, user, at) if not each.is_archived or each.id in last
    ]
    judged = judge_all(known, need_of(session, challenge, on))
    return Hints([Hint(each, last.get(each.programme.id)) for each in judged])


def judgement_of(
    session: Session, programme: FundingProgramme, challenge: Challenge, on: date
) -> Judgement:
    """What the rules say of one."""
    return judge(programme, need_of(session, challenge, on))


def notes_of(
    session: Session,
    challenge: Challenge,
    user: Account | None,
    at: datetime,
    programme_id: uuid.UUID | None = None,
) -> Sequence[FundingNote]:
    """What the desk noted, in order, of one programme or of all."""
    query = (
        select(FundingNote)
        .where(FundingNote.challenge_id == challenge.id)
        .where(policies.visible_funding_notes(user, at))
        .order_by(FundingNote.number)
    )
    if programme_id is not None:
        query = query.where(FundingNote.programme_id == programme_id)
    return session.scalars(query).all()


def sketches_of(
    session: Session, challenge: Challenge, user: Account | None, at: datetime
) -> Sequence[FundingSketch]:
    """The versions of the sketch, the newest first."""
    return session.scalars(
        select(FundingSketch)
        .where(FundingSketch.challenge_id == challenge.id)
        .where(policies.visible_funding_sketches(user, at))
        .order_by(FundingSketch.version.desc())
    ).all()


def writers_of(session: Session, ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Account]:
    """The accounts behind ids that have no foreign key, as far as they still exist."""
    wanted = {each for each in ids if each is not None}
    accounts = session.scalars(select(Account).where(Account.id.in_(wanted)))
    return {each.id: each for each in accounts}
