"""The domain model: what exists and what may happen to it. Knows neither web nor matcher."""

from models.accessibility import AccessibilityReport
from models.account import Account, Role
from models.api_token import ApiToken, Scope
from models.appointment import Appointment
from models.atlas import AtlasCell, AtlasHalfYear
from models.attachment import Attachment, FileKind, FileReading
from models.audit import AuditEntry, Reading, ReceivedPost
from models.barrier import ConflictOfInterest, Exclusion
from models.base import Base, InvalidTransition, sort_key
from models.challenge import (
    Challenge,
    ChallengeState,
    ChallengeSupport,
    Outcome,
    SupportKind,
    Teaser,
    TeaserState,
)
from models.comment import Comment, Mention
from models.confirmation import Confirmation, ConfirmationKind, ConfirmationState
from models.deadline import Deadline, DeadlineKind, Rung, running_deadlines
from models.deployment import DeploymentKind, DeploymentMark
from models.deputy import CaseRules, Deputy, DeskRules, StandingDeputy, deputies_of
from models.emergency import Emergency
from models.encoding import LanguageModel, ModelSwitch, StatementVector
from models.flow import FlowDirection, FlowPeriod, FlowShape, FlowUnit, MaterialFlow
from models.follow_up import FollowUp, FollowUpResult
from models.funding import (
    FundingApplicant,
    FundingChange,
    FundingLevel,
    FundingPartner,
    FundingProgramme,
    FundingRegion,
    FundingRevision,
    FundingStage,
    FundingState,
)
from models.funding_case import FundingNote, FundingSketch, FundingStep
from models.fusion import FusionSwitch, FusionVersion
from models.hand_over import HandOver, HandOverState, waiting_hand_over
from models.indicator import (
    FrozenEntry,
    IndicatorBasis,
    IndicatorEntry,
    IndicatorFreeze,
    IndicatorReporter,
    IndicatorSource,
    IndicatorTarget,
)
from models.interim import InterimNeed
from models.introduction import DeclineReason, Introduction, IntroductionState
from models.job import Job, JobKind, OutgoingMail, WorkState
from models.joint_project import JointMember, JointProject, JointStep
from models.joint_states import (
    ConsentState,
    DismissReason,
    JointKind,
    JointState,
    JointStepKind,
)
from models.match import (
    Aspect,
    Band,
    Decision,
    Evidence,
    Flag,
    FlagReason,
    Match,
    MatchOrigin,
    MatchRun,
    RejectionReason,
    Verdict,
)
from models.message import Message
from models.organisation import (
    Campus,
    Company,
    Department,
    IndustryEdition,
    Municipality,
    SizeClass,
    SupportingOrganisation,
    University,
)
from models.profile import (
    Competence,
    CompetenceKind,
    CompetenceSource,
    CooperationFormat,
    Profile,
    ProfileFormat,
    ProfileState,
)
from models.promise import Promise, PromiseKind, standing_promise
from models.radar import RadarEntry, RadarInterest
from models.referral import Gap, Neighbour, NoMatch, NoMatchReason, ReferralOutcome
from models.saved_view import SavedView
from models.second_factor import SecondFactor
from models.session import BrowserSession
from models.snapshot import FilteredProfile, FilterReason, NeedSnapshot, ProfileSnapshot
from models.theme import (
    CorrectionKind,
    FoundTheme,
    ThemeCorrection,
    ThemeReading,
    main_themes_of_needs,
    profile_text_version,
    themes_of_needs,
    themes_of_profiles,
)
from models.tie import DerivedTie
from models.topic import TopicBarrier
from models.topic_gap import (
    TopicGap,
    TopicGapCounted,
    TopicGapEdition,
    TopicGapEntry,
    TopicGapFreeze,
    TopicGapGround,
    TopicGapNeed,
    TopicGapProfile,
    TopicGapReading,
    TopicGapStep,
    UnansweredCause,
)
from models.visit import Visit, VisitState
from models.wording import Wording
from models.workshop import (
    AgendaItem,
    AgendaKind,
    OtherEvent,
    Workshop,
    WorkshopState,
    WorkshopTable,
)
from models.workshop_note import (
    ClusterDot,
    HoldReason,
    MoveKind,
    NoteCluster,
    NoteMove,
    NoteNeed,
    NoteSource,
    NoteState,
    WorkshopNote,
)
from models.workshop_participant import Participant, SeatState, Side
from models.workshop_talk import Talk, TalkBreak, TalkPlanning, TalkRound, TalkWish

__all__ = [
    "AccessibilityReport", "Account", "AgendaItem", "AgendaKind", "ApiToken", "Appointment",
    "Aspect", "AtlasCell", "AtlasHalfYear",
    "Attachment", "AuditEntry", "Band", "Base", "BrowserSession", "Campus", "CaseRules",
    "Challenge", "ChallengeState", "ChallengeSupport", "ClusterDot", "Comment", "Company",
    "Competence", "CompetenceKind", "CompetenceSource", "Confirmation", "ConfirmationKind",
    "ConfirmationState", "ConflictOfInterest", "ConsentState", "CooperationFormat",
    "CorrectionKind", "Deadline", "DeadlineKind", "Decision", "DeclineReason", "Department",
    "DeploymentKind", "DeploymentMark", "Deputy", "DerivedTie", "DeskRules", "DismissReason",
    "Emergency", "Evidence", "Exclusion", "FileKind", "FileReading", "FilterReason",
    "FilteredProfile", "Flag", "FlagReason", "FlowDirection", "FlowPeriod", "FlowShape",
    "FlowUnit", "FollowUp", "FollowUpResult", "FoundTheme", "FrozenEntry", "FundingApplicant",
    "FundingChange", "FundingLevel", "FundingNote", "FundingPartner", "FundingProgramme",
    "FundingRegion", "FundingRevision", "FundingSketch", "FundingStage", "FundingState",
    "FundingStep", "FusionSwitch", "FusionVersion", "Gap", "HandOver", "HandOverState",
    "HoldReason", "IndicatorBasis", "IndicatorEntry", "IndicatorFreeze", "IndicatorReporter",
    "IndicatorSource", "IndicatorTarget", "IndustryEdition", "InterimNeed", "Introduction",
    "IntroductionState", "InvalidTransition", "Job", "JobKind", "JointKind", "JointMember",
    "JointProject", "JointState", "JointStep", "JointStepKind", "LanguageModel", "Match",
    "MatchOrigin", "MatchRun", "MaterialFlow", "Mention", "Message", "ModelSwitch", "MoveKind",
    "Municipality", "NeedSnapshot", "Neighbour", "NoMatch", "NoMatchReason", "NoteCluster",
    "NoteMove", "NoteNeed", "NoteSource", "NoteState", "OtherEvent", "Outcome", "OutgoingMail",
    "Participant", "Profile", "ProfileFormat", "ProfileSnapshot", "ProfileState", "Promise",
    "PromiseKind", "RadarEntry", "RadarInterest", "Reading", "ReceivedPost", "ReferralOutcome",
    "RejectionReason", "Role", "Rung", "SavedView", "Scope", "SeatState", "SecondFactor", "Side",
    "SizeClass", "StandingDeputy", "StatementVector", "SupportKind", "SupportingOrganisation",
    "Talk", "TalkBreak", "TalkPlanning", "TalkRound", "TalkWish", "Teaser", "TeaserState",
    "ThemeCorrection", "ThemeReading", "TopicBarrier", "TopicGap", "TopicGapCounted",
    "TopicGapEdition", "TopicGapEntry", "TopicGapFreeze", "TopicGapGround", "TopicGapNeed",
    "TopicGapProfile", "TopicGapReading", "TopicGapStep", "UnansweredCause",
    "University", "Verdict", "Visit", "VisitState", "Wording", "WorkState", "Workshop",
    "WorkshopNote", "WorkshopState", "WorkshopTable", "deputies_of", "main_themes_of_needs",
    "profile_text_version", "running_deadlines", "sort_key", "standing_promise", "themes_of_needs",
    "themes_of_profiles", "waiting_hand_over",
]  # fmt: skip
