"""Where a case stands for its company; refusals and silence of professors do not show."""

import enum
from collections.abc import Iterable, Sequence

from models import Challenge, ChallengeState, Introduction, IntroductionState, Teaser, TeaserState


class Stage(enum.Enum):
    """How far a case has come, in what its company may know."""

    DRAFT = "entwurf"
    UNDER_REVIEW = "pruefung"
    TEASER_WAITS = "kurzfassung"
    ASKING = "suche"
    INTEREST = "interesse"
    INTRODUCED = "vermittelt"
    MET = "gesprochen"
    CLOSED = "abgeschlossen"
    WITHDRAWN = "zurueckgezogen"


ENDED = {
    ChallengeState.DRAFT: Stage.DRAFT,
    ChallengeState.CLOSED: Stage.CLOSED,
    ChallengeState.WITHDRAWN: Stage.WITHDRAWN,
}


def stage_of(
    challenge: Challenge, teaser: Teaser | None, introductions: Iterable[Introduction]
) -> Stage:
    """The furthest the case has come, from what the company may know; her own turn comes first."""
    if challenge.state in ENDED:
        return ENDED[challenge.state]
    known = list(introductions)
    if any(each.state is IntroductionState.INTERESTED for each in known):
        return Stage.INTEREST
    if teaser is not None and teaser.state is TeaserState.PRESENTED:
        return Stage.TEASER_WAITS
    introduced = [each for each in known if each.state is IntroductionState.INTRODUCED]
    if introduced:
        has_met = all(each.met_on is not None for each in introduced)
        return Stage.MET if has_met else Stage.INTRODUCED
    if teaser is not None and teaser.state is TeaserState.APPROVED:
        return Stage.ASKING
    return Stage.UNDER_REVIEW


def stage_for_company(challenge: Challenge) -> Stage:
    """The same for any company whose case it is, whoever asks."""
    return stage_of(challenge, _shown_teaser(challenge.teasers), _shown(challenge.introductions))


def _shown_teaser(teasers: Sequence[Teaser]) -> Teaser | None:
    presented = [each for each in teasers if each.state is not TeaserState.DRAFT]
    return presented[-1] if presented else None


def _shown(introductions: Iterable[Introduction]) -> list[Introduction]:
    return [each for each in introductions if each.professor_consented_at is not None]
