"""Take other coefficients into use, or go back to earlier ones."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, FusionVersion, InvalidTransition
from webapp import matching
from webapp.audit import record


def use_version(
    session: Session, version: FusionVersion, at: datetime, *, by: Account
) -> FusionVersion:
    """Rank with these coefficients from now on; the proposals there are stay as they are."""
    if not matching.fits(version, matching.model_at_work(session)):
        raise InvalidTransition("these coefficients were learned with another language model")
    matching.switch_fusion(session, version, at, is_by_hand=True)
    record(session, "gewichtung_gewechselt", version, at, by=by)
    return version
