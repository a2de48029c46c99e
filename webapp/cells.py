"""Which objects of the confidentiality matrix each page touches, and what it does with them.

The first object of a page decides whether it opens; what else stands on it, each object's own cell
decides. Every endpoint stands here; a test fails for one that does not.
"""

from typing import NamedTuple

from models.matrix import Verb

READ, LIST, WRITE, EXPORT = Verb


class Touch(NamedTuple):
    """An object and what is done with it."""

    thing: str
    verb: Verb


CASE = Touch("O0", READ)
DESK = Touch("O6", WRITE)
STEP = Touch("O0", WRITE)

CELLS: dict[str, tuple[Touch, ...]] = {
    "attachments.add": (Touch("O1", WRITE),),
    "attachments.download": (Touch("O1", READ),),
    "attachments.index": (Touch("O1", READ),),
    "attachments.release": (STEP, Touch("O1", READ)),
    "attachments.remove": (Touch("O1", WRITE), Touch("O1", READ)),
    "attachments.take_back": (STEP, Touch("O1", READ)),
    "auditing.own": (Touch("O11", LIST),),
    "auditing.read": (Touch("O1", READ),),
    "auditing.readers": (Touch("O11", READ),),
    "auditing.trail": (Touch("O11", LIST),),
    "challenges.approve_teaser": (Touch("O2", WRITE), Touch("radar", WRITE)),
    "challenges.delete": (STEP, Touch("O1", READ)),
    "challenges.edit": (Touch("O1", WRITE), Touch("O1", READ)),
    "challenges.enter": (Touch("O1", WRITE),),
    "challenges.entered": (Touch("O0", LIST), Touch("O1", LIST)),
    "challenges.index": (Touch("O1", LIST), Touch("O2", LIST), Touch("O6", LIST)),
    "challenges.record_phone_approval": (Touch("O2", WRITE), Touch("radar", WRITE)),
    "challenges.refuse_teaser": (Touch("O2", WRITE),),
    "challenges.send": (STEP, Touch("O1", READ)),
    "challenges.show": (
        Touch("O1", READ), CASE, Touch("O2", READ), Touch("O3", READ), Touch("O6", READ),
        Touch("O8", READ), Touch("O11", READ), Touch("messages", READ),
        Touch("follow_up", READ), Touch("referral", READ),
    ),
    "challenges.submit": (Touch("O1", WRITE),),
    "challenges.withdraw": (STEP, Touch("O1", READ)),
    "challenges.advise_writer": (Touch("O1", WRITE),),
    "challenges.describe": (Touch("O1", WRITE),),
    "challenges.described": (Touch("O1", READ),),
    "challenges.hand_in": (Touch("O1", WRITE),),
    "challenges.begin_visit": (Touch("O1", WRITE),),
    "challenges.confirm_visit": (Touch("O1", WRITE),),
    "challenges.delete_visit": (Touch("O1", WRITE),),
    "challenges.edit_visit": (Touch("O1", WRITE), Touch("O1", READ)),
    "challenges.keep_typed": (Touch("O1", WRITE),),
    "challenges.list_visits": (Touch("O1", LIST), Touch("O0", LIST)),
    "importing.read": (Touch("O4", WRITE),),
    "importing.take_over": (Touch("O4", WRITE),),
    "documents.prepared": (Touch("O9", READ), Touch("O3", READ), Touch("O6", READ)),
    "figures.closing": (
        Touch("O1", READ), CASE, Touch("O3", READ), Touch("O6", READ), Touch("O8", READ),
        Touch("O9", READ), Touch("follow_up", READ),
    ),
    "figures.closing_pages": (
        Touch("O1", READ), CASE, Touch("O3", READ), Touch("O6", READ), Touch("O8", READ),
        Touch("O9", READ), Touch("follow_up", READ),
    ),
    "figures.export_csv": (Touch("O12", EXPORT),),
    "figures.export_pages": (Touch("O12", EXPORT),),
    "figures.export_workbook": (Touch("O12", EXPORT),),
    "figures.fairness": (Touch("O12", READ), Touch("O5", LIST)),
    "figures.show": (Touch("O12", READ),),
    "follow_ups.look_back": (Touch("follow_up", WRITE),),
    "follow_ups.show": (Touch("follow_up", WRITE),),
    "introductions.accept": (Touch("O6", READ),),
    "introductions.answering.accept": (Touch("O6", READ),),
    "introductions.answering.decline": (Touch("O6", READ),),
    "introductions.answering.hand_on": (Touch("O6", READ), Touch("O4", LIST)),
    "introductions.answering.show": (Touch("O6", READ), Touch("O2", READ)),
    "introductions.appointing.agree": (Touch("O9", WRITE),),
    "introductions.appointing.arrange": (Touch("O9", WRITE), Touch("O9", READ)),
    "introductions.appointing.cancel": (Touch("O9", WRITE),),
    "introductions.appointing.download": (Touch("O9", READ),),
    "introductions.consent": (Touch("O6", READ), Touch("O3", READ)),
    "introductions.decline": (Touch("O6", READ),),
    "introductions.hand_on": (Touch("O6", READ), Touch("O4", LIST)),
    "introductions.index": (Touch("O6", LIST), Touch("O2", LIST), Touch("O1", LIST)),
    "introductions.note_meeting": (Touch("O9", WRITE),),
    "introductions.record_nda": (Touch("O9", WRITE),),
    "introductions.record_phone_consent": (Touch("O6", WRITE),),
    "introductions.show": (
        Touch("O6", READ), Touch("O1", READ), Touch("O2", READ), Touch("O3", READ),
        Touch("O5_contact", READ), Touch("O8", READ), Touch("O9", READ),
    ),
    "introductions.turn_down": (Touch("O6", READ),),
    "messages.index": (Touch("messages", READ),),
    "messages.write": (Touch("messages", WRITE),),
    "own_data.download": (
        Touch("O1", READ), Touch("O2", READ), Touch("O3", READ), Touch("O6", READ),
        Touch("O8", READ), Touch("O9", READ), Touch("messages", READ), Touch("O11", READ),
        Touch("follow_up", READ),
    ),
    "own_data.erase": (STEP,),
    "planning.show": (
        Touch("O0", LIST), Touch("O1", LIST), Touch("O5", LIST), Touch("O6", LIST),
        Touch("O7", LIST),
    ),
    "profiles.add_competence": (Touch("O4", WRITE),),
    "profiles.confirm_all": (Touch("O4", WRITE),),
    "profiles.confirm_competence": (Touch("O4", WRITE),),
    "profiles.delete_competence": (Touch("O4", WRITE),),
    "profiles.edit": (Touch("O4", WRITE), Touch("O5", WRITE)),
    "profiles.edit_competence": (Touch("O4", WRITE),),
    "profiles.index": (Touch("O4", LIST),),
    "profiles.publish": (Touch("O4", WRITE),),
    "profiles.show": (Touch("O4", READ),),
    "profiles.try_profile": (Touch("O4", WRITE),),
    "profiles.unpublish": (Touch("O4", WRITE),),
    "radar.hide": (Touch("radar", WRITE),),
    "radar.index": (Touch("radar", LIST), Touch("interest", WRITE)),
    "radar.release": (Touch("radar", WRITE),),
    "radar.report_interest": (Touch("interest", WRITE), Touch("radar", READ)),
    "radar.show": (Touch("radar", WRITE),),
    "radar.take_back": (Touch("radar", WRITE),),
    "radar.withdraw_interest": (Touch("interest", WRITE), Touch("radar", READ)),
    "referrals.close_gap": (Touch("gap", WRITE),),
    "referrals.gaps": (Touch("gap", LIST),),
    "referrals.merge": (Touch("gap", WRITE), Touch("gap", READ)),
    "referrals.neighbours": (Touch("referral", LIST),),
    "referrals.edit_neighbour": (Touch("referral", LIST), Touch("O3", LIST)),
    "referrals.note_outcome": (Touch("referral", WRITE),),
    "referrals.reopen_gap": (Touch("gap", WRITE),),
    "referrals.show_figures": (Touch("O12", READ),),
    "referrals.show_gap": (Touch("gap", READ), Touch("O0", LIST)),
    "region.cases": (Touch("O0", LIST), Touch("O1", LIST), Touch("O3", LIST), Touch("O8", LIST)),
    "region.export": (
        Touch("O0", EXPORT), Touch("O1", EXPORT), Touch("O3", EXPORT), Touch("O8", EXPORT),
    ),
    "region.export_figures": (Touch("O12", EXPORT),),
    "region.show": (Touch("O12", READ),),
    "region.years": (Touch("O12", READ),),
    "review.add": (DESK, Touch("O5", LIST)),
    "review.approve": (DESK, Touch("O8", WRITE)),
    "review.ask": (STEP, DESK),
    "review.close": (STEP, Touch("O8", WRITE)),
    "review.desk.compare": (
        Touch("O1", READ), CASE, Touch("O3", READ), Touch("O5", LIST), Touch("O6", READ),
        Touch("O7", READ), Touch("O8", READ),
    ),
    "review.desk.send_reminders": (STEP, Touch("O0", LIST), Touch("O1", LIST), Touch("O3", LIST)),
    "review.discard_teaser": (Touch("O2", WRITE),),
    "review.follow": (CASE, Touch("O2", READ), Touch("O6", READ), Touch("O8", READ)),
    "review.inbox": (
        Touch("O0", LIST), Touch("O1", LIST), Touch("O3", LIST), Touch("interest", LIST),
        Touch("messages", LIST),
    ),
    "review.no_match": (STEP, Touch("O8", WRITE), Touch("O7", READ)),
    "review.present_teaser": (Touch("O2", WRITE),),
    "review.reject": (DESK, Touch("O8", WRITE)),
    "review.release_lead": (STEP,),
    "review.revoke": (DESK,),
    "review.search": (
        STEP, Touch("O1", READ), Touch("O4", LIST), Touch("O5", LIST), Touch("O5_conflict", LIST),
    ),
    "review.show": (
        Touch("O1", READ), CASE, Touch("O2", READ), Touch("O3", READ), Touch("O5", LIST),
        Touch("O5_conflict", LIST), Touch("O6", READ), Touch("O7", READ), Touch("O8", READ),
        Touch("interest", READ),
        Touch("messages", READ), Touch("follow_up", READ), Touch("referral", READ),
        Touch("gap", READ),
    ),
    "review.take_lead": (CASE,),
    "review.teaser": (Touch("O2", WRITE), Touch("O1", READ)),
}  # fmt: skip

NO_OBJECT = frozenset(
    [
        "accounts.change_details", "accounts.change_password", "accounts.confirm",
        "accounts.confirm_first", "accounts.end_other_sessions", "accounts.end_session",
        "accounts.end_sessions", "accounts.extend_session", "accounts.forget_password",
        "accounts.password_link_sent", "accounts.register", "accounts.registered",
        "accounts.set_password", "accounts.show", "accounts.sign_in", "accounts.sign_out",
        "admin.accounts", "admin.change_membership", "admin.choose_role", "admin.deactivate",
        "admin.invite", "admin.invite_again", "admin.mailbox", "admin.operations",
        "admin.reset_second_factor",
        "admin.revive_job", "admin.revive_mail", "auditing.emergencies", "auditing.grant",
        "accounts.decline_invitation", "colleagues.index", "colleagues.invite",
        "colleagues.remove", "colleagues.share",
        "documents.blank", "documents.index", "documents.write",
        "identity.address_link_sent", "identity.change_address", "identity.confirm_address",
        "identity.prove", "introductions.answering.thank", "learning.index", "learning.use",
        "own_data.leave", "own_data.show",
        "public.accessibility", "public.healthz", "public.how_it_works", "public.imprint",
        "public.privacy", "public.readyz", "public.robots", "public.security_txt",
        "referrals.add_neighbour", "referrals.archive_neighbour", "referrals.restore_neighbour",
        "public.set_language", "public.start", "public.who_sees_what",
        "review.desk.declare_conflicts", "review.desk.delete_view", "review.desk.save_view",
        "review.desk.start_with_view",
        "second_factor.enter", "second_factor.set_up", "second_factor.set_up_first",
        "second_factor.show", "static",
    ]
)  # fmt: skip
"""The own account and ties, operating without contents, and what is the same for everybody."""
