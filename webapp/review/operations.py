"""What a manager does with a case; every step holds the case, so that two never cross."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import (
    Account,
    Challenge,
    Introduction,
    InvalidTransition,
    Match,
    Outcome,
    Profile,
    RejectionReason,
    Teaser,
    TeaserState,
    Verdict,
    policies,
)
from webapp.audit import record
from webapp.database import hold
from webapp.ending import end_without_match
from webapp.enquiries import ask_prepared
from webapp.four_eyes import ask_for_eyes, ask_for_the_end, take_back_for
from webapp.identifying import find_identifying
from webapp.leads import give_back, name_standing_deputies
from webapp.mail import write_to_company
from webapp.matching import add_match
from webapp.promises import keep_clock
from webapp.review.drafting import draft_teaser_text
from webapp.review.proposals import decided_match
from webapp.teasers import next_version


def take_lead(session: Session, challenge: Challenge, at: datetime, *, by: Account) -> Challenge:
    """Answer for the case from now on; the second of two managers is refused."""
    hold(session, challenge)
    challenge.take_lead(by, at)
    record(session, "federfuehrung_uebernommen", challenge, at, by=by)
    name_standing_deputies(session, challenge, at)
    return challenge


def release_lead(session: Session, challenge: Challenge, at: datetime, *, by: Account) -> Challenge:
    """Give the case back into everybody's inbox."""
    _hold_as_lead(session, challenge, at, by)
    if not policies.may_hand_over(by, challenge, at):
        raise InvalidTransition("only the lead gives the case back")
    give_back(session, challenge, at, by=by)
    return challenge


def approve_match(session: Session, match: Match, at: datetime, *, by: Account) -> Introduction:
    """Choose somebody: draft the Kurzfassung for the first, ask at once if it is approved."""
    challenge = match.run.challenge
    _hold_as_lead(session, challenge, at, by)
    _refuse_decided(session, challenge, match.profile)
    if not policies.may_be_asked(match.profile, challenge, at):
        raise InvalidTransition("the profile takes no enquiries at present")
    match.decide(Verdict.APPROVED, by, at)
    introduction = Introduction(
        challenge=challenge, profile=match.profile, match=match, created_at=at
    )
    session.add(introduction)
    record(session, "vorschlag_freigegeben", match, at, by=by, rank=match.rank)
    if challenge.teaser is None:
        draft_teaser(session, challenge, match, at)
    ask_for_eyes(session, challenge, at, by=by)
    ask_prepared(session, challenge, at, by=by)
    return introduction


def reject_match(
    session: Session,
    match: Match,
    at: datetime,
    *,
    by: Account,
    reason: RejectionReason,
    note: str = "",
) -> Match:
    """Say why a proposal does not fit."""
    _hold_as_lead(session, match.run.challenge, at, by)
    _refuse_decided(session, match.run.challenge, match.profile)
    match.decide(Verdict.REJECTED, by, at, reason=reason, note=note)
    record(session, "vorschlag_abgelehnt", match, at, by=by, rank=match.rank, reason=reason.value)
    return match


def add_expert(
    session: Session, challenge: Challenge, profile: Profile, at: datetime, *, by: Account
) -> Match:
    """Put somebody the manager found beside the proposals, or find them there already."""
    _hold_as_lead(session, challenge, at, by)
    known = decided_match(session, challenge, profile) or _proposed_match(challenge, profile)
    if known is not None:
        return known
    if not policies.may_be_asked(profile, challenge, at):
        raise InvalidTransition("the profile takes no enquiries at present")
    match = add_match(session, challenge, profile, at)
    record(session, "vorschlag_ergaenzt", match, at, by=by)
    return match


def ask_waiting(
    session: Session, challenge: Challenge, at: datetime, *, by: Account
) -> list[Introduction]:
    """Ask whom the manager chose and who could not be asked before."""
    _hold_as_lead(session, challenge, at, by)
    ask_for_eyes(session, challenge, at, by=by)
    return ask_prepared(session, challenge, at, by=by)


def revoke_introduction(
    session: Session, introduction: Introduction, at: datetime, *, by: Account
) -> Introduction:
    """Take an enquiry back before both sides have agreed."""
    _hold_as_lead(session, introduction.challenge, at, by)
    session.refresh(introduction)
    introduction.revoke()
    take_back_for(introduction, at)
    record(session, "anfrage_zurueckgenommen", introduction, at, by=by)
    keep_clock(session, introduction.challenge, at)
    return introduction


def draft_teaser(session: Session, challenge: Challenge, match: Match, at: datetime) -> Teaser:
    """The software's first version, which nobody sees before the manager has been over it."""
    teaser = Teaser(
        challenge=challenge, version=1, text=draft_teaser_text(challenge, match), written_at=at
    )
    session.add(teaser)
    record(session, "kurzfassung_entworfen", teaser, at, by=None)
    return teaser


def write_teaser(
    session: Session, challenge: Challenge, at: datetime, *, by: Account, text: str, version: int
) -> Teaser:
    """Keep the manager's words; what the company has decided about is followed by a next version.

    Whoever began with what has been presented or decided meanwhile is refused.
    """
    _hold_as_lead(session, challenge, at, by)
    if version != next_version(challenge):
        raise InvalidTransition("somebody has worked on the Kurzfassung meanwhile")
    teaser = challenge.teaser
    if teaser is None or teaser.decided_at is not None:
        teaser = Teaser(challenge=challenge, version=version, written_at=at)
        session.add(teaser)
    teaser.edit(text, by, at)
    record(session, "kurzfassung_geschrieben", teaser, at, by=by, version=teaser.version)
    return teaser


def discard_teaser(session: Session, challenge: Challenge, at: datetime, *, by: Account) -> None:
    """Throw a begun version away; the one before it counts again."""
    _hold_as_lead(session, challenge, at, by)
    teaser = challenge.teaser
    if teaser is None or teaser.state is not TeaserState.DRAFT or teaser.version == 1:
        raise InvalidTransition("there is no begun version to throw away")
    record(session, "kurzfassung_verworfen", teaser, at, by=by, version=teaser.version)
    challenge.teasers.remove(teaser)


def present_teaser(
    session: Session, challenge: Challenge, at: datetime, *, by: Account, text: str, version: int
) -> Teaser:
    """Keep the words and lay them before the company."""
    teaser = write_teaser(session, challenge, at, by=by, text=text, version=version)
    if any(finding.trace.forbids for finding in find_identifying(text, challenge)):
        raise InvalidTransition("the Kurzfassung names the company")
    teaser.present(at)
    keep_clock(session, challenge, at)
    record(session, "kurzfassung_vorgelegt", teaser, at, by=by, version=teaser.version)
    write_to_company(session, "teaser_waits", challenge, at)
    return teaser


def declare_conflicts(
    session: Session, organisations: Sequence[str], at: datetime, *, by: Account
) -> Account:
    """A manager names own ties; cases they touch disappear for her at once."""
    by.declare_conflicts(organisations, at)
    record(session, "verbindungen_angegeben", by, at, by=by)
    return by


def close_without_match(
    session: Session,
    challenge: Challenge,
    at: datetime,
    *,
    by: Account,
    message: str,
    **decision: Any,
) -> Challenge:
    """Tell the company honestly that nobody fits; the decision says why, as note_no_match takes it.

    The company is told the manager's words and where else to ask, never the reason. Where the desk
    wants two people for it, the second one is asked first.
    """
    _hold_as_lead(session, challenge, at, by)
    if any(each.is_mutual for each in challenge.introductions):
        raise InvalidTransition("somebody was introduced already")
    if ask_for_the_end(session, challenge, message, at, by=by, decision=decision) is None:
        end_without_match(session, challenge, at, by=by, message=message, decision=decision)
    return challenge


def close_case(
    session: Session,
    challenge: Challenge,
    at: datetime,
    *,
    by: Account,
    outcome: Outcome,
    message: str,
    note: str = "",
) -> Challenge:
    """End the case with its result."""
    _hold_as_lead(session, challenge, at, by)
    challenge.close(outcome, at, message=message, note=note)
    keep_clock(session, challenge, at)
    record(session, "abgeschlossen", challenge, at, by=by, outcome=outcome.value)
    write_to_company(session, "case_closed", challenge, at)
    return challenge


def _hold_as_lead(session: Session, challenge: Challenge, at: datetime, by: Account) -> None:
    """Wait for whoever changes the case; what they did may have ended the right to act."""
    hold(session, challenge)
    if not policies.may_lead(by, challenge, at):
        raise InvalidTransition("only the lead of an open case may do this")


def _refuse_decided(session: Session, challenge: Challenge, profile: Profile) -> None:
    if decided_match(session, challenge, profile) is not None:
        raise InvalidTransition("somebody has decided about this profile already")


def _proposed_match(challenge: Challenge, profile: Profile) -> Match | None:
    newest = challenge.match_runs[-1].matches if challenge.match_runs else []
    return next((each for each in newest if each.profile_id == profile.id), None)
