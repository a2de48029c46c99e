"""The domain model: what exists and what may happen to it. Knows neither web nor matcher."""

from models.account import Account, Role
from models.appointment import Appointment
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
from models.deployment import DeploymentKind, DeploymentMark
from models.emergency import Emergency
from models.encoding import LanguageModel, ModelSwitch, StatementVector
from models.follow_up import FollowUp, FollowUpResult
from models.fusion import FusionSwitch, FusionVersion
from models.interim import InterimNeed
from models.introduction import DeclineReason, Introduction, IntroductionState
from models.job import Job, JobKind, OutgoingMail, WorkState
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
from models.tie import DerivedTie
from models.topic import TopicBarrier
from models.visit import Visit, VisitState
from models.wording import Wording

__all__ = [
    "Account", "Appointment", "Aspect", "Attachment", "AuditEntry", "Band", "Base",
    "BrowserSession", "Campus", "Challenge", "ChallengeState", "ChallengeSupport", "Company",
    "Competence", "CompetenceKind", "CompetenceSource", "ConflictOfInterest",
    "CooperationFormat", "Decision", "DeclineReason", "Department", "DeploymentKind",
    "DeploymentMark", "DerivedTie", "Emergency", "Evidence", "Exclusion", "FileKind",
    "FileReading", "FilterReason", "FilteredProfile", "Flag", "FlagReason", "FollowUp",
    "FollowUpResult", "FusionSwitch", "FusionVersion", "Gap", "IndustryEdition", "InterimNeed",
    "Introduction", "IntroductionState", "InvalidTransition", "Job", "JobKind", "LanguageModel",
    "Match", "MatchOrigin", "MatchRun", "Message", "ModelSwitch", "Municipality",
    "NeedSnapshot", "Neighbour", "NoMatch", "NoMatchReason", "Outcome", "OutgoingMail",
    "Profile", "ProfileFormat", "ProfileSnapshot", "ProfileState", "Promise", "PromiseKind",
    "RadarEntry", "RadarInterest", "Reading", "ReceivedPost", "ReferralOutcome",
    "RejectionReason", "Role", "SavedView", "SecondFactor", "SizeClass", "StatementVector",
    "SupportKind", "SupportingOrganisation", "Teaser", "TeaserState", "TopicBarrier",
    "University", "Verdict", "Visit", "VisitState", "Wording", "WorkState", "sort_key",
    "standing_promise",
]  # fmt: skip
