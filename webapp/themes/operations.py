"""What people say of the themes of a need or a profile: kept line by line, never changed."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, Challenge, CorrectionKind, Profile, ThemeCorrection
from webapp.audit import record
from webapp.database import hold
from webapp.matching import vocabulary
from webapp.themes.queries import Subject, standing_themes


def correct_theme(
    session: Session,
    subject: Subject,
    theme: str,
    kind: CorrectionKind,
    at: datetime,
    *,
    by: Account,
) -> bool:
    """Say that a theme fits or does not; False where it stands like that already.

    The trail says that somebody corrected, and not which theme: that would tell of the text.
    """
    hold(session, subject)
    if (theme in standing_themes(session, subject)) == (kind is CorrectionKind.ADDED):
        return False
    session.add(
        ThemeCorrection(
            challenge_id=subject.id if isinstance(subject, Challenge) else None,
            profile_id=subject.id if isinstance(subject, Profile) else None,
            theme=theme, kind=kind, vocabulary=vocabulary().version, made_at=at, made_by_id=by.id,
        )
    )  # fmt: skip
    if kind is CorrectionKind.ADDED:
        record(session, "thema_ergaenzt", subject, at, by=by)
    else:
        record(session, "thema_entfernt", subject, at, by=by)
    return True
