"""What happens once a night: what nobody needs any more is forgotten, and the trail is anchored."""

import structlog
from flask import current_app

from webapp import (
    accessibility,
    deadlines,
    enclosed,
    enquiries,
    escalation,
    freshness,
    funding_reminders,
    joint_jobs,
    looking_back,
    matching,
    promises,
)
from webapp.clock import now
from webapp.database import database
from webapp.interims import forget_old_needs
from webapp.ledger.noting import note_facts
from webapp.no_matches import forget_empty_gaps
from webapp.programs import forget_old_tokens
from webapp.seats import forget_participants, remind_participants
from webapp.sessions import forget_old_sessions
from webapp.topic_jobs import tidy_topics
from webapp.troubles import Trouble
from webapp.verification import anchor_if_due
from webapp.visits import forget_old_visits

log = structlog.get_logger(__name__)


def tidy() -> None:
    """Everything of the night, one after the other."""
    matching.forget_unpublished()
    forget_old_sessions()
    with database().writing() as session:
        forget_old_needs(session, now())
        forget_old_visits(session, now())
        forget_old_tokens(session)
        forget_empty_gaps(session)
        tidy_topics(session, now())
        accessibility.forget_settled_reports(session, now())
        forget_participants(session, now())
        remind_participants(session, now())
    freshness.ask_owners()
    enclosed.collect_orphans()
    promises.keep_promises(now())
    deadlines.make_missing_days(now())
    enquiries.remind_of_enquiries(now())
    escalation.tell_of_deadlines(now())
    looking_back.ask_what_became(now())
    funding_reminders.ask_managers(now())
    with database().writing() as session:
        note_facts(session, now())
        matching.forget_snapshots(session)
    database().forget_log()
    anchor_trail()
    matching.learn_if_due(now())
    joint_jobs.find_joint_projects(now())


def anchor_trail() -> None:
    """Write the end of the audit trail down outside the database, once a day.

    Other work goes on if that fails: the page of the trail says since when nothing was anchored.
    """
    try:
        with database().reading() as session:
            anchor_if_due(session, current_app.extensions["settings"].anchors, now())
    except (OSError, Trouble) as error:
        log.error("audit.not_anchored", error=str(error))
