"""The themes of the demo's past needs: noted by hand, because the software reads open ones only."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Challenge, CorrectionKind, ThemeCorrection
from seed_data.earlier import themes_by_hand
from seed_data.keys import stable_id
from webapp.matching import vocabulary


def load_themes(session: Session, at: datetime) -> None:
    """Put closed needs under their themes; what is there already stays as it is."""
    if session.scalars(select(ThemeCorrection.number).limit(1)).first() is not None:
        return
    for need, codes in themes_by_hand().items():
        challenge = session.get(Challenge, stable_id("challenges", need))
        if challenge is None or challenge.closed_at is None:
            continue
        session.add_all(
            ThemeCorrection(
                challenge_id=challenge.id, theme=code, kind=CorrectionKind.ADDED,
                vocabulary=vocabulary().version, made_at=challenge.closed_at,
                made_by_id=challenge.lead_id,
            )
            for code in codes
        )  # fmt: skip
