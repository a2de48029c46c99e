"""Texts as an Abgleich met them, kept so that it can be replayed after they have changed."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, delete, exists, or_, select, update
from sqlalchemy.orm import Session

import matcher
from models import (
    Challenge,
    FilteredProfile,
    FilterReason,
    MatchRun,
    NeedSnapshot,
    Profile,
    ProfileSnapshot,
    policies,
)

PORTION = 400
"""Keys of one SQL statement; databases limit how many parameters it may have."""


def candidates(
    session: Session, challenge: Challenge, at: datetime
) -> dict[uuid.UUID, FilterReason | None]:
    """Every profile with the reason why it cannot be proposed; none for those that can."""
    query = select(Profile.id, policies.filter_reason(challenge, at))
    return dict(session.execute(query).all())


def keep_filters(
    session: Session, run: MatchRun, reasons: Mapping[uuid.UUID, FilterReason | None]
) -> None:
    """Write down whom the run left out, and why."""
    kept = _still_there(session, [each for each in reasons if str(each) in run.profile_versions])
    session.add_all(
        FilteredProfile(run_id=run.id, profile_id=each, reason=reason)
        for each in kept
        if (reason := reasons[each]) is not None
    )


def keep_texts(
    session: Session,
    challenge: Challenge,
    experts: Sequence[matcher.Expert],
    versions: Mapping[str, str],
    at: datetime,
) -> None:
    """Keep what was compared, each version once, however many runs meet it."""
    if session.get(NeedSnapshot, (challenge.id, challenge.text_version)) is None:
        session.add(
            NeedSnapshot(
                challenge_id=challenge.id, text_version=challenge.text_version,
                title=challenge.title, description=challenge.description,
            )
        )  # fmt: skip
    rows = session.execute(
        select(ProfileSnapshot.profile_id, ProfileSnapshot.version).where(
            ProfileSnapshot.replaced_at.is_(None)
        )
    )
    current: dict[str, str] = {str(profile_id): version for profile_id, version in rows}
    new = {each.id: each for each in experts if current.get(each.id) != versions[each.id]}
    gone = current.keys() - versions.keys()
    for portion in _in_portions([uuid.UUID(each) for each in sorted({*new, *gone})]):
        _replace(session, portion, at)
        _keep(session, portion, new, versions, at)


def _replace(session: Session, ids: Sequence[uuid.UUID], at: datetime) -> None:
    """Note that runs meet other versions from now on, or none."""
    first = ProfileSnapshot.first_at
    session.execute(
        update(ProfileSnapshot)
        .where(ProfileSnapshot.profile_id.in_(ids), ProfileSnapshot.replaced_at.is_(None))
        # A run that began earlier may well be stored later.
        .values(replaced_at=case((first > at, first), else_=at))
        .execution_options(synchronize_session=False)
    )


def _keep(
    session: Session,
    ids: Sequence[uuid.UUID],
    experts: Mapping[str, matcher.Expert],
    versions: Mapping[str, str],
    at: datetime,
) -> None:
    query = select(ProfileSnapshot).where(ProfileSnapshot.profile_id.in_(ids))
    known = {
        (each.profile_id, each.version): each
        for each in session.scalars(query.execution_options(populate_existing=True))
    }
    for profile_id in _still_there(session, ids):
        expert = experts.get(str(profile_id))
        if expert is None:
            continue
        version = versions[expert.id]
        if (profile_id, version) in known:  # Somebody went back to earlier words.
            known[profile_id, version].replaced_at = None
        else:
            session.add(_as_row(profile_id, version, expert, at))


def experts_of(session: Session, run: MatchRun) -> dict[str, matcher.Expert]:
    """By id, everybody the run compared, in the words of that day; erased people are missing."""
    found = {}
    wanted = dict(run.profile_versions)
    for portion in _in_portions([uuid.UUID(each) for each in wanted]):
        rows = session.scalars(
            select(ProfileSnapshot).where(ProfileSnapshot.profile_id.in_(portion))
        )
        for row in rows:
            if wanted[str(row.profile_id)] == row.version:
                found[str(row.profile_id)] = _as_expert(row)
    return found


def expert_of(session: Session, run: MatchRun, profile_id: uuid.UUID) -> matcher.Expert | None:
    """One of them."""
    version = run.profile_versions.get(str(profile_id))
    row = session.get(ProfileSnapshot, (profile_id, version)) if version else None
    return _as_expert(row) if row else None


def need_of(session: Session, run: MatchRun) -> matcher.Need | None:
    """The need in the words of that day."""
    kept = session.get(NeedSnapshot, (run.challenge_id, run.text_version))
    if kept is None:
        return None
    return matcher.Need(id=str(run.challenge_id), title=kept.title, text=kept.description)


def forget_snapshots(session: Session) -> None:
    """Delete versions of profiles that no run compared, because its need was erased."""
    compared = exists().where(
        MatchRun.started_at >= ProfileSnapshot.first_at,
        or_(
            ProfileSnapshot.replaced_at.is_(None),
            MatchRun.started_at <= ProfileSnapshot.replaced_at,
        ),
    )
    session.execute(delete(ProfileSnapshot).where(~compared))


def _as_row(
    profile_id: uuid.UUID, version: str, expert: matcher.Expert, at: datetime
) -> ProfileSnapshot:
    return ProfileSnapshot(
        profile_id=profile_id,
        version=version,
        heading=expert.heading,
        summary=expert.summary,
        statements=[[each.id, each.kind, each.lang or "", each.text] for each in expert.statements],
        first_at=at,
    )


def _as_expert(row: ProfileSnapshot) -> matcher.Expert:
    return matcher.Expert(
        id=str(row.profile_id),
        heading=row.heading,
        summary=row.summary,
        statements=tuple(
            matcher.Statement(id=key, kind=kind, lang="en" if lang == "en" else "de", text=text)
            for key, kind, lang, text in row.statements
        ),
    )


def _still_there(session: Session, ids: Sequence[uuid.UUID]) -> Collection[uuid.UUID]:
    """Those whose profile nobody erased while the need was compared."""
    found: list[uuid.UUID] = []
    for portion in _in_portions(ids):
        found += session.scalars(select(Profile.id).where(Profile.id.in_(portion)))
    return found


def _in_portions(ids: Sequence[uuid.UUID]) -> list[Sequence[uuid.UUID]]:
    return [ids[start : start + PORTION] for start in range(0, len(ids), PORTION)]
