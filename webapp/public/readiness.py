"""Whether this machine can do its work now; the answer names the check that failed."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models import migrations
from webapp.public import queries

LONGEST_WAIT = timedelta(minutes=10)
FINE, FAILED, UNKNOWN = "ok", "failed", "unknown"
log = structlog.get_logger(__name__)


def check(session: Session, at: datetime) -> dict[str, str]:
    """Database, schema and worker, in this order; after a failure the rest is unknown."""
    checks = dict.fromkeys(("database", "schema", "worker"), UNKNOWN)
    try:
        connection = session.connection()
        checks["database"] = FINE
        checks["schema"] = FINE if migrations.is_at_head(connection) else FAILED
        if checks["schema"] == FINE:
            waiting_since = queries.oldest_due_work(session, at)
            late = waiting_since is not None and at - waiting_since >= LONGEST_WAIT
            checks["worker"] = FAILED if late else FINE
    except SQLAlchemyError as error:
        # What the database says may hold addresses and names, so only its kind is logged.
        log.error("readiness.failed", error=type(error).__name__)
        failed = next((name for name, state in checks.items() if state == UNKNOWN), "database")
        checks[failed] = FAILED
        session.rollback()
    return checks
