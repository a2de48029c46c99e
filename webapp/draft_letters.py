"""Whether a mail about something that is no case yet is still right when it leaves."""

from typing import Any

from models import policies


def need_waits(letter: Any) -> bool:
    """Neither changed nor handed in since, and for this mailbox."""
    need = letter.need
    return need is not None and need.is_kept(letter.at) and need.email == letter.address


def visit_waits(letter: Any) -> bool:
    """Not decided, for this mailbox, and from a scout who still is one."""
    visit = letter.visit
    return (
        visit is not None
        and visit.waits(letter.at)
        and visit.email == letter.address
        and policies.may_keep_visits(visit.scout, letter.at)
    )
