"""Anmerkungen: what managers note for each other about a case, and whom they call to it."""

import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import Account, Challenge, Comment, InvalidTransition, Mention, policies
from webapp.audit import record
from webapp.database import hold
from webapp.leads import managers
from webapp.mail import queue_mail

CALL = re.compile(r"(?<!\w)@")
WORD_END = re.compile(r"\w")


@dataclass(frozen=True)
class Noted:
    """What the line of a case in the inbox says of its comments."""

    comments: int
    mentions: int
    """How many of them call the reader, who has not said to have read them."""


def comments_of(
    session: Session, challenge: Challenge, user: Account, at: datetime
) -> Sequence[Comment]:
    """Everything that was noted about a case, oldest first."""
    return session.scalars(
        select(Comment)
        .where(Comment.challenge_id == challenge.id, policies.visible_comments(user, at))
        .options(
            joinedload(Comment.author).joinedload(Account.university),
            selectinload(Comment.mentions).joinedload(Mention.account),
        )
        .order_by(Comment.written_at, Comment.id)
    ).all()


def noted_in(
    session: Session, case_ids: Collection[uuid.UUID], user: Account, at: datetime
) -> dict[uuid.UUID, Noted]:
    """By case, how many comments there are and how many wait for the reader."""
    counted = dict(
        session.execute(
            select(Comment.challenge_id, func.count())
            .where(Comment.challenge_id.in_(case_ids), Comment.deleted_at.is_(None))
            .where(policies.visible_comments(user, at))
            .group_by(Comment.challenge_id)
        ).all()
    )
    called = dict(
        session.execute(
            select(Comment.challenge_id, func.count())
            .join(Mention, Mention.comment_id == Comment.id)
            .where(Mention.account_id == user.id, Mention.seen_at.is_(None))
            .where(Comment.challenge_id.in_(case_ids), policies.visible_comments(user, at))
            .group_by(Comment.challenge_id)
        ).all()
    )
    return {each: Noted(count, called.get(each, 0)) for each, count in counted.items()}


def open_mentions(session: Session, user: Account, at: datetime) -> Sequence[Mention]:
    """Comments that call somebody who has not said to have read them, oldest first."""
    return session.scalars(
        select(Mention)
        .join(Mention.comment)
        .where(Mention.account_id == user.id, Mention.seen_at.is_(None))
        .where(policies.visible_comments(user, at))
        .options(
            joinedload(Mention.comment).joinedload(Comment.challenge),
            joinedload(Mention.comment).joinedload(Comment.author),
        )
        .order_by(Comment.written_at, Mention.id)
    ).all()


def mentionable(
    session: Session, challenge: Challenge, user: Account, at: datetime
) -> list[Account]:
    """Who reads the comments of a case beside the one who writes."""
    return [
        each
        for each in managers(session)
        if each.id != user.id and policies.may_view_comments(each, challenge, at)
    ]


def called_by_name(text: str, people: Sequence[Account]) -> tuple[list[Account], list[str]]:
    """Whom „@Name“ calls in a text, and the beginnings of names that call nobody.

    The longest name wins, so that „Transfer Nord“ is not taken for „Transfer“.
    """
    by_length = sorted(people, key=lambda each: len(each.display_name), reverse=True)
    called: list[Account] = []
    unknown: list[str] = []
    for sign in CALL.finditer(text):
        rest = text[sign.end() :]
        person = next((each for each in by_length if _begins_with(rest, each.display_name)), None)
        if person is None:
            unknown += re.findall(r"\A\w\S{0,39}", rest)
        elif person not in called:
            called.append(person)
    return called, unknown


def write_comment(
    session: Session,
    challenge: Challenge,
    text: str,
    at: datetime,
    *,
    by: Account,
    mentioned: Collection[Account] = (),
) -> Comment:
    """Note something for whoever has the desk; who is called gets a mail without a word of it."""
    hold(session, challenge)
    session.expire(challenge, ["deputies"])
    if not policies.may_comment(by, challenge, at):
        raise InvalidTransition("only the desk of an open case notes something")
    if not all(policies.may_view_comments(each, challenge, at) for each in mentioned):
        raise InvalidTransition("somebody who is called may not read it any more")
    comment = Comment(challenge=challenge, author=by, text=text, written_at=at)
    comment.mentions = [Mention(account=each) for each in mentioned]
    session.add(comment)
    _settle_all(session, challenge, by, at)
    record(
        session, "anmerkung_geschrieben", challenge, at, by=by,
        mentioned=sorted(str(each.id) for each in mentioned),
    )  # fmt: skip
    for each in mentioned:
        queue_mail(session, "comment_mentions", each, at, challenge=challenge)
    return comment


def delete_comment(session: Session, comment: Comment, at: datetime, *, by: Account) -> Comment:
    """Take one's own words away; that something stood there remains."""
    hold(session, comment)
    if not policies.may_delete_comment(by, comment, at):
        raise InvalidTransition("only who wrote it deletes it, and once")
    comment.delete(at)
    record(session, "anmerkung_geloescht", comment.challenge, at, by=by)
    return comment


def settle_mention(session: Session, mention: Mention, at: datetime, *, by: Account) -> Mention:
    """Who was called has read it."""
    if not policies.may_settle_mention(by, mention, at):
        raise InvalidTransition("it was read already")
    mention.seen_at = at
    return mention


def _settle_all(session: Session, challenge: Challenge, by: Account, at: datetime) -> None:
    """Whoever writes has read what stood there before."""
    for mention in session.scalars(
        select(Mention)
        .join(Mention.comment)
        .where(Comment.challenge_id == challenge.id)
        .where(Mention.account_id == by.id, Mention.seen_at.is_(None))
    ).all():
        mention.seen_at = at


def _begins_with(text: str, name: str) -> bool:
    """Whether a text begins with a name that does not go on as a longer word."""
    after = text[len(name) : len(name) + 1]
    return text[: len(name)].casefold() == name.casefold() and not WORD_END.match(after)
