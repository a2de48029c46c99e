"""Every permission in one place: who may do what, when.

A permission is a pure function of a user, an object and the moment; `user` is None for somebody
who has not signed in. Each `may_view_…` has a twin in SQL, `visible_…`, that every list, count and
search uses; TWINS pairs them, and a property test holds both equal. The stages are those of the
confidentiality matrix: a Bedarf is a draft, submitted, in review, closed or withdrawn; each
professor asked has a stage of their own.
"""

from models.attachment import Attachment
from models.challenge import Challenge
from models.comment import Comment
from models.follow_up import FollowUp
from models.introduction import Introduction
from models.match import Match
from models.message import Message
from models.organisation import Company
from models.policies.attachments import (
    may_add_attachment,
    may_release_attachment,
    may_remove_attachment,
    may_view_attachment,
    may_view_original,
    visible_attachments,
)
from models.policies.auditing import (
    may_grant_emergency,
    may_read_in_emergency,
    may_view_emergency,
    may_view_own_deeds,
    may_view_readers,
)
from models.policies.barriers import (
    has_conflict,
    is_barred,
    is_profile_barred,
)
from models.policies.casework import (
    may_answer_hand_over,
    may_be_named,
    may_comment,
    may_confirm,
    may_delete_comment,
    may_hand_over,
    may_return_case,
    may_set_desk_rules,
    may_settle_mention,
    may_take_confirmation_back,
    may_take_hand_over_back,
    may_take_over,
    may_view_comment,
    may_view_comments,
    may_view_confirmation,
    may_view_hand_over,
    may_view_mention,
    visible_comments,
)
from models.policies.desk import may_use_saved_view
from models.policies.documents import may_take_templates, may_write_wordings
from models.policies.figures import countable_decisions, may_read_closing_report
from models.policies.follow_ups import (
    may_answer_follow_up,
    may_view_follow_up,
    visible_follow_ups,
)
from models.policies.interims import may_go_on, own_interim_needs
from models.policies.introductions import (
    may_add_suggested,
    may_answer_by_link,
    may_answer_enquiry,
    may_consent,
    may_decide_match,
    may_decide_teaser,
    may_note_meeting,
    may_read_suggestion,
    may_record_nda,
    may_record_phone_approval,
    may_record_phone_consent,
    may_revoke_introduction,
    may_see_contacts,
    may_view_enquiries,
    may_view_introduction,
    may_view_match,
    may_view_teaser,
    visible_introductions,
    visible_matches,
)
from models.policies.likeness import may_learn_likeness
from models.policies.messages import (
    may_ask_question,
    may_view_message,
    may_view_messages,
    may_write_message,
    visible_messages,
)
from models.policies.needs import (
    countable_challenges,
    countable_results,
    counts_as_lead,
    is_deputy,
    led_by,
    may_ask_for_lead,
    may_delete_challenge,
    may_edit_challenge,
    may_enter_challenge,
    may_follow_case,
    may_follow_challenge,
    may_hand_in_challenge,
    may_lead,
    may_match,
    may_read_closing_words,
    may_review_challenge,
    may_submit_challenge,
    may_take_lead,
    may_view_case,
    may_view_challenge,
    may_withdraw_challenge,
    reviewable_challenges,
    visible_cases,
    visible_challenges,
)
from models.policies.own_data import (
    may_erase_company,
    may_export_own_data,
    may_leave_company,
)
from models.policies.people import (
    is_active,
    is_manager,
    may_administer,
    may_end_session,
    may_export_cases,
    may_invite_colleague,
    may_look_after_colleague,
    may_manage_account,
    may_read_lessons,
    may_review,
    may_revive_job,
    may_revive_mail,
    may_settle_report,
    may_share_responsibility,
    may_take_lesson,
    may_use_account,
    may_view_colleagues,
    may_view_company,
    may_view_exact_figures,
    may_view_region,
    may_view_yearly_figures,
    visible_companies,
)
from models.policies.profiles import (
    asked_in_semester,
    candidate_profiles,
    conflicted_profiles,
    countable_enquiries,
    filter_reason,
    is_open_for_enquiries,
    is_semester_full,
    is_topic_unwanted,
    keeps_enquiry,
    matchable_profiles,
    may_be_asked,
    may_edit_competence,
    may_edit_profile,
    may_keep_profile,
    may_learn_conflict,
    may_propose,
    may_view_load,
    may_view_profile,
    proposable_profiles,
    takes_enquiries,
    visible_profiles,
)
from models.policies.radar import (
    may_read_radar,
    may_release_to_radar,
    may_report_interest,
    may_show_on_radar,
    may_take_from_radar,
    may_view_radar_entry,
    visible_radar_entries,
)
from models.policies.referrals import (
    known_no_matches,
    may_edit_neighbour,
    may_note_referral,
    may_view_gap,
    may_view_referral,
    may_work_on_gap,
    visible_gaps,
    visible_referrals,
)
from models.policies.visits import (
    may_edit_visit,
    may_send_visit,
    may_view_visit,
    may_visit_companies,
    visible_visits,
)
from models.policies.workshops import (
    may_edit_workshop,
    may_read_report,
    may_run_workshop,
    may_run_workshops,
    may_view_workshop,
    visible_workshops,
)
from models.profile import Profile
from models.radar import RadarEntry
from models.referral import Gap, NoMatch
from models.visit import Visit
from models.workshop import Workshop

TWINS = (
    (may_view_attachment, visible_attachments, Attachment),
    (may_view_challenge, visible_challenges, Challenge),
    (may_view_case, visible_cases, Challenge),
    (may_review_challenge, reviewable_challenges, Challenge),
    (may_view_match, visible_matches, Match),
    (may_view_follow_up, visible_follow_ups, FollowUp),
    (may_view_comment, visible_comments, Comment),
    (may_view_message, visible_messages, Message),
    (may_view_introduction, visible_introductions, Introduction),
    (may_view_profile, visible_profiles, Profile),
    (may_view_company, visible_companies, Company),
    (may_view_radar_entry, visible_radar_entries, RadarEntry),
    (may_view_referral, visible_referrals, NoMatch),
    (may_view_gap, visible_gaps, Gap),
    (may_view_visit, visible_visits, Visit),
    (may_view_workshop, visible_workshops, Workshop),
)

__all__ = [
    "TWINS", "asked_in_semester", "candidate_profiles", "conflicted_profiles",
    "countable_challenges", "countable_decisions", "countable_enquiries", "countable_results",
    "counts_as_lead", "filter_reason", "has_conflict", "is_active", "is_barred", "is_deputy",
    "is_manager", "is_open_for_enquiries", "is_profile_barred", "is_semester_full",
    "is_topic_unwanted", "keeps_enquiry", "known_no_matches", "led_by", "matchable_profiles",
    "may_add_attachment", "may_add_suggested", "may_administer", "may_answer_by_link",
    "may_answer_enquiry", "may_answer_follow_up", "may_answer_hand_over", "may_ask_for_lead",
    "may_ask_question", "may_be_asked", "may_be_named", "may_comment", "may_confirm",
    "may_consent", "may_decide_match", "may_decide_teaser", "may_delete_challenge",
    "may_delete_comment", "may_edit_challenge", "may_edit_competence", "may_edit_neighbour",
    "may_edit_profile", "may_edit_visit", "may_edit_workshop", "may_end_session",
    "may_enter_challenge", "may_erase_company", "may_export_cases", "may_export_own_data",
    "may_follow_case", "may_follow_challenge", "may_go_on", "may_grant_emergency",
    "may_hand_in_challenge", "may_hand_over", "may_invite_colleague", "may_keep_profile",
    "may_lead", "may_learn_conflict", "may_learn_likeness", "may_leave_company",
    "may_look_after_colleague", "may_manage_account", "may_match", "may_note_meeting",
    "may_note_referral", "may_propose", "may_read_closing_report", "may_read_closing_words",
    "may_read_in_emergency", "may_read_lessons", "may_read_radar", "may_read_report",
    "may_read_suggestion", "may_record_nda", "may_record_phone_approval",
    "may_record_phone_consent", "may_release_attachment", "may_release_to_radar",
    "may_remove_attachment", "may_report_interest", "may_return_case", "may_review",
    "may_review_challenge", "may_revive_job", "may_revive_mail", "may_revoke_introduction",
    "may_run_workshop", "may_run_workshops", "may_see_contacts", "may_send_visit",
    "may_set_desk_rules", "may_settle_mention", "may_settle_report", "may_share_responsibility",
    "may_show_on_radar", "may_submit_challenge", "may_take_confirmation_back",
    "may_take_from_radar", "may_take_hand_over_back", "may_take_lead", "may_take_lesson",
    "may_take_over", "may_take_templates", "may_use_account", "may_use_saved_view",
    "may_view_attachment", "may_view_case", "may_view_challenge", "may_view_colleagues",
    "may_view_comment", "may_view_comments", "may_view_company", "may_view_confirmation",
    "may_view_emergency", "may_view_enquiries", "may_view_exact_figures", "may_view_follow_up",
    "may_view_gap", "may_view_hand_over", "may_view_introduction", "may_view_load",
    "may_view_match", "may_view_mention", "may_view_message", "may_view_messages",
    "may_view_original", "may_view_own_deeds", "may_view_profile", "may_view_radar_entry",
    "may_view_readers", "may_view_referral", "may_view_region", "may_view_teaser",
    "may_view_visit", "may_view_workshop", "may_view_yearly_figures", "may_visit_companies",
    "may_withdraw_challenge", "may_work_on_gap", "may_write_message", "may_write_wordings",
    "own_interim_needs", "proposable_profiles", "reviewable_challenges", "takes_enquiries",
    "visible_attachments", "visible_cases", "visible_challenges", "visible_comments",
    "visible_companies", "visible_follow_ups", "visible_gaps", "visible_introductions",
    "visible_matches", "visible_messages", "visible_profiles", "visible_radar_entries",
    "visible_referrals", "visible_visits", "visible_workshops",
]  # fmt: skip
