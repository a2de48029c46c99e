"""What whoever runs a workshop does next: one step, so that nobody has to look for it."""

import enum
from datetime import datetime

from models import Workshop, WorkshopState
from models.base import local_date


class Step(enum.Enum):
    """The next thing to do."""

    WRITE_AGENDA = "programm"
    SET_TABLES = "tische"
    PUBLISH = "ankuendigen"
    WAIT_FOR_PEOPLE = "anmeldungen"
    PRINT_BADGES = "namensschilder"
    BEGIN = "beginnen"
    LET_IN = "einlass"
    END = "beenden"
    REPORT = "bericht"
    NONE = "nichts"


def next_step_of(workshop: Workshop, at: datetime) -> Step:
    """By where it stands and what is there."""
    match workshop.state:
        case WorkshopState.DRAFT:
            if not workshop.agenda:
                return Step.WRITE_AGENDA
            return Step.PUBLISH if workshop.tables else Step.SET_TABLES
        case WorkshopState.PUBLISHED:
            if local_date(at) >= local_date(workshop.starts_at):
                return Step.BEGIN
            if not workshop.takes_registrations(at):
                return Step.PRINT_BADGES
            return Step.WAIT_FOR_PEOPLE
        case WorkshopState.RUNNING:
            return Step.END if at >= workshop.ends_at else Step.LET_IN
        case WorkshopState.OVER:
            return Step.REPORT
    return Step.NONE
