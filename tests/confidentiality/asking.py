"""What the policies say about every object of the matrix, to one party and about one case."""

from datetime import datetime
from itertools import product
from types import SimpleNamespace

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Account,
    Attachment,
    Challenge,
    Comment,
    FollowUp,
    FundingNote,
    Gap,
    InterimNeed,
    Introduction,
    JointMember,
    Match,
    MaterialFlow,
    Message,
    NoMatch,
    Profile,
    RadarEntry,
    Role,
    Teaser,
    TeaserState,
    ThemeReading,
    TopicGap,
    TopicGapNeed,
    policies,
)
from models.matrix import Party, Verb, Who
from models.session import hash_key
from tests.confidentiality.worlds import KEY

READ, LIST, WRITE, EXPORT = Verb
STEPS = ("may_hand_in_challenge", "may_withdraw_challenge", "may_delete_challenge", "may_lead")
DESK = {Role.COMPANY, Role.TRANSFER_MANAGER}


def ask_policies(
    session: Session, user: Account | None, rows: SimpleNamespace, at: datetime
) -> dict[tuple[str, Verb], bool]:
    """Every object and verb that is allowed or not; what no policy knows of is not there."""

    def may(name: str, row: object) -> bool:
        return row is not None and getattr(policies, name)(user, row, at)

    challenge, introduction = rows.challenge, rows.introduction
    role = user.role if policies.is_active(user) else None
    reads_text = may("may_view_challenge", challenge)
    lists_text = _is_in(session, Challenge, policies.visible_challenges(user, at), challenge)
    writes_text = may("may_edit_challenge", challenge)
    visible = policies.visible_attachments(user, at)
    for file, is_open in (
        (rows.attachment, reads_text),
        (rows.kept_attachment, reads_text and role is not Role.PROFESSOR),
    ):
        assert may("may_view_attachment", file) == is_open
        assert _is_in(session, Attachment, visible, file) == (lists_text and is_open)
        assert may("may_view_original", file) == (reads_text and role is not Role.PROFESSOR)
        assert may("may_remove_attachment", file) == writes_text
    assert may("may_add_attachment", challenge) == writes_text
    reads_teaser = may("may_view_teaser", rows.teaser)
    sees_contacts = may("may_see_contacts", introduction)
    sees_company = (reads_text and role in DESK) or sees_contacts
    owns_profile = may("may_edit_profile", rows.profile)
    knows_load = owns_profile or (
        role is Role.TRANSFER_MANAGER and may("may_view_load", _own_professor(rows, user))
    )
    knows_match = may("may_view_match", rows.match)
    has_desk = rows.match is not None and may("may_review_challenge", challenge)
    decides = rows.match is not None and may("may_lead", challenge)
    knows_outcome = {
        Role.COMPANY: reads_text and challenge.outcome is not None,
        Role.TRANSFER_MANAGER: has_desk or knows_match,
        Role.PROFESSOR: knows_match,
    }.get(role, False)
    exports = policies.may_export_cases(user, at) and _is_in(
        session, Challenge, policies.countable_challenges(user, at), challenge
    )
    reads_trail = may("may_view_readers", challenge) or policies.may_administer(user, at)
    reads_trail = reads_trail or policies.may_view_own_deeds(user, at)
    exports_figures = policies.may_view_region(user, at)
    reads_figures = exports_figures or policies.may_view_yearly_figures(user, at)
    return {
        ("O0", READ): may("may_view_case", challenge),
        ("O0", LIST): _is_in(session, Challenge, policies.visible_cases(user, at), challenge),
        ("O0", WRITE): any(may(each, challenge) for each in STEPS),
        ("O0", EXPORT): exports,
        ("O1", READ): reads_text,
        ("O1", LIST): lists_text,
        ("O1", WRITE): writes_text,
        ("O1", EXPORT): exports and reads_text,
        ("O2", READ): reads_teaser,
        ("O2", LIST): reads_teaser,
        ("O2", WRITE): may("may_lead", challenge) or _may_decide(user, rows.teaser, at),
        ("radar", READ): may("may_view_radar_entry", rows.entry),
        ("radar", LIST): _is_in(
            session, RadarEntry, policies.visible_radar_entries(user, at), rows.entry
        ),
        ("radar", WRITE): _may_release(session, user, rows.teaser, at),
        ("interest", READ): rows.interest is not None and may("may_review_challenge", challenge),
        ("interest", LIST): rows.interest is not None and may("may_review_challenge", challenge),
        ("interest", WRITE): may("may_report_interest", rows.entry),
        ("O3", READ): sees_company,
        ("O3", LIST): sees_company,
        ("O3", EXPORT): exports and sees_company and reads_text,
        ("O4", READ): may("may_view_profile", rows.profile),
        ("O4", LIST): _is_in(session, Profile, policies.visible_profiles(user, at), rows.profile),
        ("O4", WRITE): owns_profile,
        ("O5", READ): knows_load,
        ("O5", LIST): knows_load,
        ("O5", WRITE): owns_profile,
        ("O5_contact", READ): owns_profile or sees_contacts,
        ("O5_contact", LIST): owns_profile or sees_contacts,
        ("O5_conflict", READ): may("may_lead", challenge),
        ("O5_conflict", LIST): may("may_lead", challenge),
        ("O6", READ): knows_match,
        ("O6", LIST): _is_in(session, Match, policies.visible_matches(user, at), rows.match),
        ("O6", WRITE): decides,
        ("O7", READ): has_desk,
        ("O7", LIST): has_desk,
        ("O8", READ): knows_outcome,
        ("O8", LIST): knows_outcome,
        ("O8", WRITE): decides,
        ("O8", EXPORT): exports and has_desk,
        ("O9", READ): sees_contacts,
        ("O9", LIST): sees_contacts
        and _is_in(session, Introduction, policies.visible_introductions(user, at), introduction),
        ("O9", WRITE): may("may_note_meeting", introduction),
        ("messages", READ): may("may_view_message", rows.message),
        ("messages", LIST): _is_in(
            session, Message, policies.visible_messages(user, at), rows.message
        ),
        ("messages", WRITE): may("may_write_message", challenge),
        ("follow_up", READ): may("may_view_follow_up", rows.follow_up),
        ("follow_up", LIST): _is_in(
            session, FollowUp, policies.visible_follow_ups(user, at), rows.follow_up
        ),
        ("follow_up", WRITE): may("may_answer_follow_up", challenge),
        ("funding", READ): may("may_view_funding_note", rows.funding_note),
        ("funding", LIST): _is_in(
            session, FundingNote, policies.visible_funding_notes(user, at), rows.funding_note
        ),
        ("funding", WRITE): may("may_work_on_funding", challenge),
        ("indicator", READ): may("may_report_indicators", challenge),
        ("indicator", LIST): may("may_report_indicators", challenge),
        ("indicator", WRITE): may("may_report_indicators", challenge),
        ("referral", READ): may("may_view_referral", rows.no_match),
        ("referral", LIST): _is_in(
            session, NoMatch, policies.visible_referrals(user, at), rows.no_match
        ),
        ("referral", WRITE): may("may_note_referral", rows.no_match),
        ("gap", READ): may("may_view_gap", rows.gap),
        ("gap", LIST): _is_in(session, Gap, policies.visible_gaps(user, at), rows.gap),
        ("gap", WRITE): may("may_work_on_gap", rows.gap),
        ("comments", READ): may("may_view_comment", rows.comment),
        ("comments", LIST): _is_in(
            session, Comment, policies.visible_comments(user, at), rows.comment
        ),
        ("comments", WRITE): may("may_comment", challenge),
        ("themes", READ): may("may_view_theme_reading", rows.themes),
        ("themes", LIST): _is_in(
            session, ThemeReading, policies.visible_theme_readings(user, at), rows.themes
        ),
        ("themes", WRITE): may("may_correct_themes", challenge),
        ("flow", READ): may("may_view_flow", rows.flow),
        ("flow", LIST): _is_in(session, MaterialFlow, policies.visible_flows(user, at), rows.flow),
        ("flow", WRITE): may("may_edit_flow", rows.flow),
        ("joint", READ): may("may_view_joint_member", rows.joint_member),
        ("joint", LIST): _is_in(
            session, JointMember, policies.visible_joint_members(user, at), rows.joint_member
        ),
        ("joint", WRITE): may("may_answer_invitation", rows.joint_member)
        or may("may_dismiss_joint_project", rows.proposal),
        ("topic_gap", READ): may("may_view_topic_gap", rows.topic_gap)
        and may("may_view_topic_gap_entry", rows.topic_gap_entry)
        and may("may_view_unanswered", rows.unanswered),
        ("topic_gap", LIST): _is_in(
            session, TopicGap, policies.visible_topic_gaps(user, at), rows.topic_gap
        )
        and _is_in(
            session,
            TopicGapNeed,
            policies.visible_unanswered(user, at),
            rows.unanswered,
        ),
        ("topic_gap", WRITE): may("may_work_on_topic_gap", rows.topic_gap),
        ("O11", READ): reads_trail,
        ("O11", LIST): reads_trail,
        ("O12", READ): reads_figures,
        ("O12", LIST): reads_figures,
        ("O12", EXPORT): exports_figures,
    }


def ask_party(
    session: Session, party: Who, rows: SimpleNamespace, at: datetime
) -> dict[tuple[str, Verb], bool]:
    """What one party of the matrix may; a drafter is known by the browser alone."""
    said = ask_policies(session, rows.users[party], rows, at)
    return said | _ask_drafter(session, rows, at) if party is Party.DRAFTER else said


def _ask_drafter(
    session: Session, rows: SimpleNamespace, at: datetime
) -> dict[tuple[str, Verb], bool]:
    """What the browser may in which somebody without an account writes; no other browser may."""
    if rows.interim is None:
        return {}
    key, other = hash_key(KEY), hash_key("another browser")
    for user in [None, *filter(None, rows.users.values())]:
        assert not policies.may_go_on(user, rows.interim, other, at)
        assert not _is_in(
            session, InterimNeed, policies.own_interim_needs(user, other, at), rows.interim
        )
    goes_on = policies.may_go_on(None, rows.interim, key, at)
    own = policies.own_interim_needs(None, key, at)
    listed = _is_in(session, InterimNeed, own, rows.interim)
    return {("O1", READ): goes_on, ("O1", LIST): listed, ("O1", WRITE): goes_on}


def ask_worker(rows: SimpleNamespace, at: datetime) -> dict[tuple[str, Verb], bool]:
    """What the software compares by itself; the rest it does by construction."""
    compares = policies.may_match(rows.challenge, at)
    touched = [*product(("O0", "O1", "O6", "O7"), (READ, LIST)), ("O6", WRITE), ("O7", WRITE)]
    return dict.fromkeys(touched, compares)


def _is_in(session: Session, model: type, condition: object, row: object) -> bool:
    query = select(model.id).where(condition, model.id == getattr(row, "id", None))
    return session.scalar(query) is not None


def _may_decide(user: Account | None, teaser: object, at: datetime) -> bool:
    """Asked of a Kurzfassung that lies before the company, as each does for a time."""
    state, teaser.state = teaser.state, TeaserState.PRESENTED
    may = policies.may_decide_teaser(user, teaser, at)
    teaser.state = state
    return may


def _may_release(session: Session, user: Account | None, teaser: Teaser, at: datetime) -> bool:
    """Asked of the newest Kurzfassung as if it were approved, which each is for a time."""
    asked = (policies.may_release_to_radar, policies.may_show_on_radar)
    with session.no_autoflush:
        state, teaser.state = teaser.state, TeaserState.APPROVED
        may = any(each(user, teaser, at) for each in asked)
        teaser.state = state
    return may


def _own_professor(rows: SimpleNamespace, user: Account) -> Profile:
    """A professor of the manager's own university."""
    of_university = {
        each.department.campus.university_id: each for each in (rows.profile, rows.bystander)
    }
    return of_university[user.university_id]
