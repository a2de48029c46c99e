"""Whether a mail about a project of several companies is still right when it leaves."""

from collections.abc import Callable
from typing import Any

from models import ConsentState, JointState, policies

Check = Callable[[Any], bool]
"""Asked of a letter of webapp.mail."""


def _is_asked(letter: Any) -> bool:
    """Not answered, and whoever reads it still may; what others answered makes no difference."""
    member = letter.joint_member
    return (
        member is not None
        and member.consent is ConsentState.ASKED
        and policies.may_answer_invitation(letter.recipient, member, letter.at)
    )


def _has_ended(letter: Any) -> bool:
    """Whoever agreed learns that it came to nothing, in the same words whatever the reason."""
    return _is_own(letter, JointState.ENDED)


def _is_joined(letter: Any) -> bool:
    """All have agreed, and this one still wants something."""
    return _is_own(letter, JointState.JOINED) and letter.joint_member.is_readable


def _is_own(letter: Any, state: JointState) -> bool:
    member = letter.joint_member
    return (
        member is not None
        and member.project.state is state
        and policies.may_view_joint_member(letter.recipient, member, letter.at)
    )


CHECKS: dict[str, Check] = {
    "joint_asked": _is_asked,
    "joint_ended": _has_ended,
    "joint_joined": _is_joined,
}
