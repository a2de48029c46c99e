"""What a transfer manager does in a case: proposals, verdicts and the Kurzfassung."""

from datetime import timedelta
from typing import Any

from models import (
    Aspect,
    Band,
    Evidence,
    Introduction,
    Match,
    MatchOrigin,
    MatchRun,
    RejectionReason,
    Teaser,
    TeaserState,
    Verdict,
)
from seed_data.case import APPROVED_AFTER, DECIDED_AFTER, PRESENTED_AFTER, Case

MODEL = {"id": "demodaten"}
"""Proposals of past cases were written by hand; those of open ones come from the worker."""
UNDECIDED = {"open", "rejected"}


def review(case: Case) -> None:
    """Propose, decide, and write the Kurzfassung where somebody is to be asked."""
    proposals = case.story.get("proposals", [])
    run = _match(case, proposals)
    case.challenge.begin_review()
    for rank, proposal in enumerate(proposals, start=1):
        match = _propose(case, run, rank, proposal)
        _decide(case, match, proposal)
    case.session.flush()
    if "teaser" in case.story:
        _write_teaser(case)


def _match(case: Case, proposals: list[dict[str, Any]]) -> MatchRun:
    matched_at = case.day(0, 9, 7)
    run = MatchRun(
        id=case.id_of("match_runs"),
        challenge=case.challenge,
        started_at=matched_at,
        finished_at=matched_at,
        text_version=case.challenge.text_version,
        model=MODEL,
        profile_versions={},
        is_degraded=False,
        is_abstention=not proposals,
    )
    case.session.add(run)
    case.note("abgeglichen", case.challenge, matched_at, None, proposals=len(proposals))
    return run


def _propose(case: Case, run: MatchRun, rank: int, proposal: dict[str, Any]) -> Match:
    profile = case.people.profiles[proposal["expert"]]
    competence = profile.competences[proposal["statement"] - 1]
    strength = round(0.9 - 0.12 * rank, 2)
    match = Match(
        id=case.id_of("matches", proposal["expert"]),
        run=run,
        profile=profile,
        origin=MatchOrigin.PROPOSED,
        rank=rank,
        score=strength,
        band=Band.HIGH if rank == 1 else Band.MEDIUM,
        created_at=run.finished_at,
    )
    match.evidence.append(
        Evidence(
            id=case.id_of("evidence", proposal["expert"]),
            aspect=_aspect(case, run, rank, proposal["quote"]),
            competence=competence,
            statement=competence.text,
            words=proposal["words"],
            strength=strength,
        )
    )
    case.session.add(match)
    return match


def _aspect(case: Case, run: MatchRun, position: int, quote: str) -> Aspect:
    start_at = f"{case.challenge.title}\n{case.challenge.description}".index(quote)
    aspect = Aspect(
        id=case.id_of("aspects", position),
        run=run,
        position=position - 1,
        text=quote,
        start_at=start_at,
        end_at=start_at + len(quote),
        salience=1.0,
    )
    case.session.add(aspect)
    return aspect


def _decide(case: Case, match: Match, proposal: dict[str, Any]) -> None:
    if proposal["step"] == "open":
        return
    at, manager = case.day(DECIDED_AFTER, 10, 15), case.manager
    if proposal["step"] == "rejected":
        reason = RejectionReason(proposal["reason"])
        decision = match.decide(Verdict.REJECTED, manager, at, reason=reason)
        case.note("vorschlag_abgelehnt", match, at, manager, reason=reason.value)
    else:
        decision = match.decide(Verdict.APPROVED, manager, at)
        case.session.add(
            Introduction(
                id=case.id_of("introductions", proposal["expert"]),
                challenge=case.challenge,
                profile=match.profile,
                match=match,
                created_at=at,
            )
        )
        case.note("vorschlag_freigegeben", match, at, manager)
    decision.id = case.id_of("decisions", proposal["expert"])


def _write_teaser(case: Case) -> None:
    story, written_after = case.story, PRESENTED_AFTER
    if "refused" in story:
        _write_refused(case, *story["refused"])
        written_after = APPROVED_AFTER + 1
    written_at = case.day(written_after, 11)
    teaser = _add_teaser(case, story["teaser"], written_after)
    if story.get("teaser_state") == TeaserState.DRAFT.value:
        return
    teaser.present(written_at + timedelta(minutes=20))
    case.note("kurzfassung_vorgelegt", teaser, written_at + timedelta(minutes=20), case.manager)
    if story.get("teaser_state") == TeaserState.PRESENTED.value:
        case.queue_mail("teaser_waits", case.company)
        return
    approved_at = case.day(APPROVED_AFTER, 8, 50)
    teaser.approve(teaser.text_version, approved_at)
    case.note("kurzfassung_freigegeben", teaser, approved_at, case.company)


def _write_refused(case: Case, text: str, comment: str) -> None:
    presented_at, refused_at = case.day(PRESENTED_AFTER, 11), case.day(APPROVED_AFTER, 14)
    teaser = _add_teaser(case, text, PRESENTED_AFTER)
    teaser.present(presented_at)
    teaser.refuse(comment, refused_at)
    case.note("kurzfassung_vorgelegt", teaser, presented_at, case.manager)
    case.note("kurzfassung_abgelehnt", teaser, refused_at, case.company)


def _add_teaser(case: Case, text: str, after: int) -> Teaser:
    version = len(case.challenge.teasers) + 1
    teaser = Teaser(
        id=case.id_of("teasers", version),
        challenge=case.challenge,
        version=version,
        text=text,
        written_by=case.manager,
        written_at=case.day(after, 11),
    )
    case.session.add(teaser)
    return teaser
