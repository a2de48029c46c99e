"""What a case asks for, in the words of Förderprogramme; the rules of the hint start from here."""

from collections.abc import Iterable, Mapping

from models import CooperationFormat, FundingStage, Outcome, SupportKind

STAGES: Mapping[SupportKind, frozenset[FundingStage]] = {
    SupportKind.TRAINING: frozenset({FundingStage.QUALIFICATION}),
    SupportKind.ADVICE: frozenset({FundingStage.IDEA, FundingStage.ENTRY}),
    SupportKind.PROTOTYPES: frozenset({FundingStage.DEVELOPMENT, FundingStage.PILOT}),
    SupportKind.INFRASTRUCTURE: frozenset({FundingStage.ENTRY, FundingStage.DEVELOPMENT}),
}
"""What the kinds of help a company asked for point to."""
STAGES_AFTERWARDS: Mapping[Outcome, frozenset[FundingStage]] = {
    Outcome.PROJECT: frozenset({FundingStage.DEVELOPMENT, FundingStage.PILOT}),
    Outcome.THESIS: frozenset({FundingStage.ENTRY}),
    Outcome.CONSULTING: frozenset({FundingStage.IDEA, FundingStage.ENTRY}),
    Outcome.TRAINING: frozenset({FundingStage.QUALIFICATION}),
}
"""Once a case has ended, what it came to says more than what was asked for."""
FORMATS: Mapping[SupportKind, frozenset[CooperationFormat]] = {
    SupportKind.TRAINING: frozenset({CooperationFormat.TRAINING}),
    SupportKind.ADVICE: frozenset(
        {CooperationFormat.CONSULTING, CooperationFormat.EXPERT_REPORT, CooperationFormat.VOUCHER}
    ),
    SupportKind.PROTOTYPES: frozenset(
        {CooperationFormat.PROJECT, CooperationFormat.THESIS, CooperationFormat.VOUCHER}
    ),
    SupportKind.INFRASTRUCTURE: frozenset(
        {CooperationFormat.LAB_ANALYSIS, CooperationFormat.VOUCHER}
    ),
}


def stages_of(kinds: Iterable[SupportKind], outcome: Outcome | None) -> frozenset[FundingStage]:
    """What somebody wants to do, from what the case came to, else from what it asks for."""
    if outcome in STAGES_AFTERWARDS:
        return STAGES_AFTERWARDS[outcome]
    return frozenset().union(*(STAGES[each] for each in kinds))


def formats_of(kinds: Iterable[SupportKind]) -> frozenset[CooperationFormat]:
    """The formats that the wanted kinds of help point to."""
    return frozenset().union(*(FORMATS[each] for each in kinds))
