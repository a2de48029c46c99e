"""Addresses: absolute ones for mails, built from the configured base only, and where roles live."""

from typing import Any

from flask import Flask, current_app, url_for

from models import (
    Account,
    Challenge,
    InterimNeed,
    Introduction,
    JointMember,
    Participant,
    Role,
    Visit,
)
from webapp.answer_links import make_answer_token
from webapp.config import Settings
from webapp.invitation_links import make_invitation_token
from webapp.look_back_links import make_look_back_token
from webapp.participant_links import make_participant_token
from webapp.tokens import Purpose, make_need_token, make_token
from webapp.visit_links import make_visit_token

HOMES = {
    Role.COMPANY: "challenges.index",
    Role.PROFESSOR: "introductions.index",
    Role.TRANSFER_MANAGER: "review.inbox",
    Role.SUPPORTER: "region.show_half_years",
    Role.SCOUT: "challenges.list_visits",
    Role.ADMIN: "admin.accounts",
}
"""The page each role begins its day on."""

PAGES = {
    Purpose.CONFIRM: "accounts.confirm",
    Purpose.PASSWORD: "accounts.set_password",
    Purpose.INVITATION: "accounts.set_password",
    Purpose.ADDRESS: "identity.confirm_address",
}


def init_app(app: Flask) -> None:
    """Let mails, which are written without a request, link to pages."""
    app.jinja_env.globals |= {
        "absolute_url": absolute_url,
        "account_link": account_link,
        "follow_up_link": follow_up_link,
        "need_link": need_link,
        "visit_link": visit_link,
        "participant_link": participant_link,
        "answer_link": answer_link,
        "invitation_link": invitation_link,
    }


def absolute_url(endpoint: str, **values: Any) -> str:
    """The full address of a page; never from the Host header, which strangers write."""
    settings: Settings = current_app.extensions["settings"]
    path = current_app.url_map.bind("").build(endpoint, values)
    return settings.base_url.rstrip("/") + path


def account_link(recipient: Account, purpose: str, address: str | None = None) -> str:
    """A link that lets the recipient of a mail act on their own account once."""
    known = Purpose(purpose)
    return absolute_url(PAGES[known], token=make_token(recipient, known, address))


def need_link(need: InterimNeed) -> str:
    """A link by which the owner of a mailbox hands a need in."""
    return absolute_url("challenges.hand_in", token=make_need_token(need))


def visit_link(visit: Visit) -> str:
    """A link by which a company reads and decides what a scout wrote down."""
    return absolute_url("challenges.confirm_visit", token=make_visit_token(visit))


def participant_link(participant: Participant) -> str:
    """A link by which somebody sees, changes and cancels their own registration."""
    return absolute_url("workshops.own_registration", token=make_participant_token(participant))


def answer_link(introduction: Introduction) -> str:
    """A link that lets the professor who was asked answer this one enquiry."""
    return absolute_url("introductions.answering.show", token=make_answer_token(introduction))


def invitation_link(recipient: Account, member: JointMember) -> str:
    """A link that lets somebody of a company answer this one invitation."""
    token = make_invitation_token(member, recipient)
    return absolute_url("flows.consenting.by_link", token=token)


def follow_up_link(recipient: Account, challenge: Challenge) -> str:
    """A link that lets somebody of the company say what became of this one case."""
    token = make_look_back_token(recipient, challenge)
    return absolute_url("follow_ups.look_back", token=token)


def home_url(account: Account) -> str:
    """Where somebody begins after signing in; a professor without a profile begins one."""
    if account.role is Role.PROFESSOR and account.profile is None:
        return url_for("profiles.edit")
    return url_for(HOMES[account.role])


def is_local(target: str | None) -> bool:
    """Whether a way back leads to a page of ours and nowhere else."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return False
    return "\\" not in target and target.isprintable()
