"""Every permission on one page: who may do what, when.

A permission is a pure function of a user, an object and the moment; `user` is None for somebody
who has not signed in. Each `may_view_…` has a twin in SQL, `visible_…`, that every list, count and
search uses; TWINS pairs them, and a property test holds both equal. The stages are those of the
confidentiality matrix: a Bedarf is a draft, submitted, in review, closed or withdrawn; each
professor asked has a stage of their own.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from models.account import Account, Role
from models.base import local_date
from models.challenge import OPEN_STATES, Challenge, ChallengeState, Teaser, TeaserState
from models.introduction import PENDING_STATES, Introduction, IntroductionState
from models.job import Job, OutgoingMail
from models.match import Match
from models.organisation import Campus, Company, Department
from models.profile import Competence, Profile, ProfileState

# Who somebody is


def is_active(user: Account | None) -> bool:
    """Signed in, confirmed by button, and not deactivated."""
    return user is not None and user.is_active and user.is_confirmed


def _has_role(user: Account | None, *roles: Role) -> bool:
    return user is not None and is_active(user) and user.role in roles


def is_manager(user: Account | None) -> bool:
    """Transfer managers of either university."""
    return _has_role(user, Role.TRANSFER_MANAGER)


# The whole service


def may_use_account(user: Account | None, at: datetime) -> bool:
    """Everybody who is signed in has an account page."""
    return is_active(user)


def may_administer(user: Account | None, at: datetime) -> bool:
    """Administrators look after accounts, jobs and mail, not after contents."""
    return _has_role(user, Role.ADMIN)


def may_view_region(user: Account | None, at: datetime) -> bool:
    """Aggregates are for supporters, managers and administrators."""
    return _has_role(user, Role.SUPPORTER, Role.TRANSFER_MANAGER, Role.ADMIN)


def may_view_exact_figures(user: Account | None, at: datetime) -> bool:
    """Counts below five are for managers only; others read „unter 5“."""
    return is_manager(user)


def may_export_cases(user: Account | None, at: datetime) -> bool:
    """The list of all cases is for managers; names stand only in the cases they may view."""
    return is_manager(user)


def may_review(user: Account | None, at: datetime) -> bool:
    """The inbox and the search for experts are for managers."""
    return is_manager(user)


# Bedarf


def may_submit_challenge(user: Account | None, at: datetime) -> bool:
    """Companies describe their needs."""
    return _has_role(user, Role.COMPANY)


def may_enter_challenge(user: Account | None, at: datetime) -> bool:
    """Managers enter a need for a caller."""
    return is_manager(user)


def may_view_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company always; the lead once it is submitted, every manager until there is a lead.

    After a withdrawal only the company and the lead keep it. A professor reads the full text once
    both sides have agreed.
    """
    if user is None or not is_active(user):
        return False
    if user.role is Role.COMPANY:
        return user.company_id == challenge.company_id
    if user.role is Role.TRANSFER_MANAGER:
        if challenge.lead_id is not None:
            return user.id == challenge.lead_id
        if challenge.state is ChallengeState.DRAFT:
            return user.id == challenge.entered_by_id
        return challenge.state in OPEN_STATES
    if user.role is Role.PROFESSOR and challenge.state is not ChallengeState.WITHDRAWN:
        return any(
            introduction.is_mutual and introduction.profile.account_id == user.id
            for introduction in challenge.introductions
        )
    return False


def visible_challenges(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_challenge."""
    if user is None or not is_active(user):
        return false()
    if user.role is Role.COMPANY:
        return Challenge.company_id == user.company_id
    if user.role is Role.TRANSFER_MANAGER:
        return or_(
            Challenge.lead_id == user.id,
            and_(Challenge.lead_id.is_(None), Challenge.state.in_(OPEN_STATES)),
            and_(
                Challenge.lead_id.is_(None),
                Challenge.state == ChallengeState.DRAFT,
                Challenge.entered_by_id == user.id,
            ),
        )
    if user.role is Role.PROFESSOR:
        return and_(
            Challenge.state != ChallengeState.WITHDRAWN,
            exists()
            .where(Introduction.challenge_id == Challenge.id)
            .where(Introduction.state == IntroductionState.INTRODUCED)
            .where(Introduction.profile_id == Profile.id)
            .where(Profile.account_id == user.id),
        )
    return false()


def may_view_case(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """That a case exists, its reference, state and lead: every manager, unless withdrawn."""
    return may_view_challenge(user, challenge, at) or (
        is_manager(user) and challenge.state not in {ChallengeState.DRAFT, ChallengeState.WITHDRAWN}
    )


def visible_cases(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_case."""
    hidden = (ChallengeState.DRAFT, ChallengeState.WITHDRAWN)
    others = Challenge.state.not_in(hidden) if is_manager(user) else false()
    return or_(visible_challenges(user, at), others)


def _is_own(user: Account | None, challenge: Challenge) -> bool:
    return (
        user is not None
        and _has_role(user, Role.COMPANY)
        and user.company_id == challenge.company_id
    )


def may_follow_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company reads the story of the case and what happens next."""
    return _is_own(user, challenge)


def may_edit_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """A draft can be rewritten by its company, or by the manager who is entering it."""
    if user is None or challenge.state is not ChallengeState.DRAFT:
        return False
    return _is_own(user, challenge) or (is_manager(user) and user.id == challenge.entered_by_id)


def may_withdraw_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company, as long as somebody works on it."""
    return _is_own(user, challenge) and challenge.is_open


def may_delete_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company, while nobody works on it: a draft, a withdrawn or a closed one."""
    return _is_own(user, challenge) and not challenge.is_open


# Review


def may_review_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """The desk of a case is for the managers who may view it, once it is submitted."""
    return is_manager(user) and challenge.is_submitted and may_view_challenge(user, challenge, at)


def reviewable_challenges(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_review_challenge."""
    if not is_manager(user):
        return false()
    return and_(Challenge.submitted_at.is_not(None), visible_challenges(user, at))


def may_ask_for_lead(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Any manager may try; whoever is second learns that somebody was faster, not that it is gone.

    Only an open case that nobody leads is handed out: that is may_take_lead, and the transition.
    """
    return is_manager(user) and challenge.is_submitted and may_view_case(user, challenge, at)


def may_take_lead(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Any manager takes an open case that nobody leads."""
    return is_manager(user) and challenge.is_open and challenge.lead_id is None


def may_lead(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """The lead of an open case decides, writes the Kurzfassung, releases and closes."""
    return (
        user is not None and is_manager(user) and challenge.is_open and challenge.lead_id == user.id
    )


def may_decide_match(user: Account | None, match: Match, at: datetime) -> bool:
    """The lead decides about a proposal that nobody has decided about."""
    return may_lead(user, match.run.challenge, at) and match.is_open


def may_view_match(user: Account | None, match: Match, at: datetime) -> bool:
    """Proposals with ranks and scores are for the managers who may view the Bedarf."""
    return is_manager(user) and may_view_challenge(user, match.run.challenge, at)


# Kurzfassung


def may_view_teaser(user: Account | None, teaser: Teaser, at: datetime) -> bool:
    """The managers of the case; its company once presented; the professor it was sent to."""
    if user is None or not is_active(user):
        return False
    if user.role is Role.PROFESSOR:
        return any(
            introduction.teaser_id == teaser.id and may_view_introduction(user, introduction, at)
            for introduction in teaser.challenge.introductions
        )
    if user.role is Role.COMPANY and teaser.state is TeaserState.DRAFT:
        return False
    return may_view_challenge(user, teaser.challenge, at)


def may_decide_teaser(user: Account | None, teaser: Teaser, at: datetime) -> bool:
    """The company approves or refuses the Kurzfassung that lies before it."""
    return (
        _is_own(user, teaser.challenge)
        and teaser.challenge.is_open
        and teaser.state is TeaserState.PRESENTED
    )


def may_record_phone_approval(user: Account | None, teaser: Teaser, at: datetime) -> bool:
    """The lead notes the approval of a company that has nobody who could sign in."""
    return (
        may_lead(user, teaser.challenge, at)
        and teaser.state is TeaserState.PRESENTED
        and not any(is_active(each) for each in teaser.challenge.company.accounts)
    )


# Vermittlung


def may_view_introduction(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """The lead always; a professor from the enquiry on; the company once the professor said yes.

    What a professor left unanswered or declined never reaches the company. A withdrawal closes it
    for the professor.
    """
    if user is None or not is_active(user):
        return False
    challenge = introduction.challenge
    if user.role is Role.COMPANY:
        return (
            user.company_id == challenge.company_id
            and introduction.professor_consented_at is not None
        )
    if user.role is Role.PROFESSOR:
        return (
            introduction.profile.account_id == user.id
            and introduction.asked_at is not None
            and challenge.state is not ChallengeState.WITHDRAWN
        )
    if user.role is Role.TRANSFER_MANAGER:
        if may_view_challenge(user, challenge, at):
            return True
        university_id = introduction.profile.department.campus.university_id
        return introduction.is_mutual and university_id == user.university_id
    return False


def visible_introductions(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_introduction."""
    if user is None or not is_active(user):
        return false()
    of_visible_challenge = Introduction.challenge_id.in_(
        select(Challenge.id).where(visible_challenges(user, at))
    )
    if user.role is Role.COMPANY:
        return and_(of_visible_challenge, Introduction.professor_consented_at.is_not(None))
    if user.role is Role.PROFESSOR:
        return and_(
            Introduction.profile_id.in_(select(Profile.id).where(Profile.account_id == user.id)),
            Introduction.asked_at.is_not(None),
            Introduction.challenge_id.in_(
                select(Challenge.id).where(Challenge.state != ChallengeState.WITHDRAWN)
            ),
        )
    if user.role is Role.TRANSFER_MANAGER:
        of_own_university = Introduction.profile_id.in_(
            select(Profile.id)
            .join(Department, Profile.department_id == Department.id)
            .join(Campus, Department.campus_id == Campus.id)
            .where(Campus.university_id == user.university_id)
        )
        return or_(
            of_visible_challenge,
            and_(Introduction.state == IntroductionState.INTRODUCED, of_own_university),
        )
    return false()


def may_answer_enquiry(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """The professor who was asked, while there is time."""
    return (
        user is not None
        and _has_role(user, Role.PROFESSOR)
        and introduction.profile.account_id == user.id
        and introduction.state is IntroductionState.ASKED
        and introduction.challenge.is_open
    )


def may_consent(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """The company, after the professor said yes."""
    return (
        _is_own(user, introduction.challenge)
        and introduction.state is IntroductionState.INTERESTED
        and introduction.challenge.is_open
    )


def may_record_phone_consent(
    user: Account | None, introduction: Introduction, at: datetime
) -> bool:
    """The lead notes what a company said on the telephone that has nobody who could sign in."""
    return (
        may_lead(user, introduction.challenge, at)
        and introduction.state is IntroductionState.INTERESTED
        and not any(is_active(each) for each in introduction.challenge.company.accounts)
    )


def may_see_contacts(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """Both sides and the lead, only after both sides have said yes."""
    return introduction.is_mutual and may_view_introduction(user, introduction, at)


def may_note_meeting(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """Whoever takes part in an introduction, while the case is open."""
    return may_see_contacts(user, introduction, at) and introduction.challenge.is_open


def may_revoke_introduction(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """The lead takes an enquiry back before both sides have agreed."""
    return may_lead(user, introduction.challenge, at) and introduction.is_pending


def may_view_enquiries(user: Account | None, at: datetime) -> bool:
    """The dashboard of enquiries is the professors'."""
    return _has_role(user, Role.PROFESSOR)


# Kompetenzprofil


def may_keep_profile(user: Account | None, at: datetime) -> bool:
    """Every professor keeps one profile."""
    return _has_role(user, Role.PROFESSOR)


def may_view_profile(user: Account | None, profile: Profile, at: datetime) -> bool:
    """Everybody once it is published; its owner always."""
    if profile.is_published:
        return True
    return user is not None and is_active(user) and profile.account_id == user.id


def visible_profiles(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_profile."""
    published = Profile.state == ProfileState.PUBLISHED
    if user is None or not is_active(user):
        return published
    return or_(published, Profile.account_id == user.id)


def may_edit_profile(user: Account | None, profile: Profile, at: datetime) -> bool:
    """Its owner."""
    return user is not None and _has_role(user, Role.PROFESSOR) and profile.account_id == user.id


def may_edit_competence(user: Account | None, competence: Competence, at: datetime) -> bool:
    """The owner of its profile."""
    return may_edit_profile(user, competence.profile, at)


def takes_enquiries(profile: Profile, at: datetime) -> bool:
    """Published, not paused, not opted out by taking on none: here a manager may still ask."""
    return profile.is_published and not profile.is_paused(local_date(at)) and profile.capacity > 0


def is_open_for_enquiries(profile: Profile, pending: int, at: datetime) -> bool:
    """Published, not paused, and fewer running enquiries than the owner takes on."""
    return takes_enquiries(profile, at) and pending < profile.capacity


def matchable_profiles(at: datetime) -> ColumnElement[bool]:
    """SQL twin of is_open_for_enquiries: the hard filter before ranking, which leaves no trace."""
    pending = (
        select(func.count())
        .select_from(Introduction)
        .where(Introduction.profile_id == Profile.id, Introduction.state.in_(PENDING_STATES))
        .correlate(Profile)
        .scalar_subquery()
    )
    return and_(
        Profile.state == ProfileState.PUBLISHED,
        Profile.capacity > pending,
        or_(Profile.paused_until.is_(None), Profile.paused_until < local_date(at)),
    )


# Companies, accounts and operating


def may_view_company(user: Account | None, company: Company, at: datetime) -> bool:
    """Its own people; managers, who enter needs for callers."""
    return is_manager(user) or (
        user is not None and is_active(user) and user.company_id == company.id
    )


def visible_companies(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_company."""
    if is_manager(user):
        return true()
    if user is None or not is_active(user) or user.company_id is None:
        return false()
    return Company.id == user.company_id


def may_manage_account(user: Account | None, account: Account, at: datetime) -> bool:
    """Administrators, and nobody locks themselves out."""
    return user is not None and may_administer(user, at) and account.id != user.id


def may_revive_job(user: Account | None, job: Job, at: datetime) -> bool:
    """Administrators try dead work again."""
    return may_administer(user, at)


def may_revive_mail(user: Account | None, mail: OutgoingMail, at: datetime) -> bool:
    """Administrators try dead mail again."""
    return may_administer(user, at)


TWINS = (
    (may_view_challenge, visible_challenges, Challenge),
    (may_view_case, visible_cases, Challenge),
    (may_review_challenge, reviewable_challenges, Challenge),
    (may_view_introduction, visible_introductions, Introduction),
    (may_view_profile, visible_profiles, Profile),
    (may_view_company, visible_companies, Company),
)
