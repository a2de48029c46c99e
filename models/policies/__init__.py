"""Every permission in one place: who may do what, when.

A permission is a pure function of a user, an object and the moment; `user` is None for somebody
who has not signed in. Each `may_view_…` has a twin in SQL, `visible_…`, that every list, count and
search uses; TWINS pairs them, and a property test holds both equal. The stages are those of the
confidentiality matrix: a Bedarf is a draft, submitted, in review, closed or withdrawn; each
professor asked has a stage of their own.
"""

from models.challenge import Challenge
from models.introduction import Introduction
from models.organisation import Company
from models.policies.auditing import may_view_readers
from models.policies.introductions import (
    may_answer_enquiry,
    may_consent,
    may_decide_teaser,
    may_note_meeting,
    may_record_phone_approval,
    may_record_phone_consent,
    may_revoke_introduction,
    may_see_contacts,
    may_view_enquiries,
    may_view_introduction,
    may_view_teaser,
    visible_introductions,
)
from models.policies.needs import (
    may_ask_for_lead,
    may_decide_match,
    may_delete_challenge,
    may_edit_challenge,
    may_enter_challenge,
    may_follow_challenge,
    may_lead,
    may_review_challenge,
    may_submit_challenge,
    may_take_lead,
    may_view_case,
    may_view_challenge,
    may_view_match,
    may_withdraw_challenge,
    reviewable_challenges,
    visible_cases,
    visible_challenges,
)
from models.policies.people import (
    is_active,
    is_manager,
    may_administer,
    may_end_session,
    may_export_cases,
    may_manage_account,
    may_review,
    may_revive_job,
    may_revive_mail,
    may_use_account,
    may_view_company,
    may_view_exact_figures,
    may_view_region,
    visible_companies,
)
from models.policies.profiles import (
    is_open_for_enquiries,
    matchable_profiles,
    may_edit_competence,
    may_edit_profile,
    may_keep_profile,
    may_view_profile,
    takes_enquiries,
    visible_profiles,
)
from models.profile import Profile

TWINS = (
    (may_view_challenge, visible_challenges, Challenge),
    (may_view_case, visible_cases, Challenge),
    (may_review_challenge, reviewable_challenges, Challenge),
    (may_view_introduction, visible_introductions, Introduction),
    (may_view_profile, visible_profiles, Profile),
    (may_view_company, visible_companies, Company),
)

__all__ = [
    "TWINS",
    "is_active",
    "is_manager",
    "is_open_for_enquiries",
    "matchable_profiles",
    "may_administer",
    "may_answer_enquiry",
    "may_ask_for_lead",
    "may_consent",
    "may_decide_match",
    "may_decide_teaser",
    "may_delete_challenge",
    "may_edit_challenge",
    "may_edit_competence",
    "may_edit_profile",
    "may_end_session",
    "may_enter_challenge",
    "may_export_cases",
    "may_follow_challenge",
    "may_keep_profile",
    "may_lead",
    "may_manage_account",
    "may_note_meeting",
    "may_record_phone_approval",
    "may_record_phone_consent",
    "may_review",
    "may_review_challenge",
    "may_revive_job",
    "may_revive_mail",
    "may_revoke_introduction",
    "may_see_contacts",
    "may_submit_challenge",
    "may_take_lead",
    "may_use_account",
    "may_view_case",
    "may_view_challenge",
    "may_view_company",
    "may_view_enquiries",
    "may_view_exact_figures",
    "may_view_introduction",
    "may_view_match",
    "may_view_profile",
    "may_view_readers",
    "may_view_region",
    "may_view_teaser",
    "may_withdraw_challenge",
    "reviewable_challenges",
    "takes_enquiries",
    "visible_cases",
    "visible_challenges",
    "visible_companies",
    "visible_introductions",
    "visible_profiles",
]
