"""Why somebody was proposed on a day, or not: the Abgleich of that day, computed once more.

For operators at the terminal. Nothing is written, and no word of a need is printed.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

import matcher
from matcher.calibration import band, probability
from matcher.fingerprints import fingerprint
from matcher.fusion import Fusion, bundled_fusion, read_fusion
from models import (
    Challenge,
    FilteredProfile,
    FilterReason,
    LanguageModel,
    Match,
    MatchRun,
    Profile,
)
from models.base import local_date
from webapp.matching.components import Components, components_of
from webapp.matching.fusions import find_fusion
from webapp.matching.pools import OPTIONS
from webapp.matching.snapshots import experts_of, need_of
from webapp.matching.vectors import StoredEncoder
from webapp.troubles import Trouble

CLOSE = 1e-6
"""How far a score may lie from the one that was stored."""


@dataclass(frozen=True)
class Place:
    """One profile in a run: as it was stored, and as it comes out now."""

    profile_id: str
    chair: str | None
    """None for somebody who was erased."""
    version: str | None
    reason: FilterReason | None = None
    """Why it was no candidate."""
    is_known: bool = True
    """Whether the words of that day are still there."""
    match: Match | None = None
    rank: int | None = None
    score: float | None = None
    components: Components | None = None
    tied_with: Sequence[str] = ()


@dataclass
class Replay:
    """A run with its grounds, and whether it comes out as it was stored."""

    run: MatchRun
    reference: str
    places: list[Place]
    grounds: list[tuple[str, str]]
    differences: list[str] = field(default_factory=list)
    """What does not come out as it was stored; empty where everything does."""
    hindrance: str | None = None
    """Why it could only be checked against the numbers that were stored."""
    checked: int = 0
    """Proposals whose score was computed again."""
    furthest: float = 0.0

    def place(self, key: str) -> Place:
        """By id or its beginning; raises Trouble where that is nobody, or several."""
        found = [each for each in self.places if each.profile_id.startswith(key)]
        if len(found) != 1:
            raise Trouble(f"{len(found)} profiles of this run have an id that begins with {key}.")
        return found[0]


def find_run(session: Session, key: str, on: date | None = None) -> tuple[MatchRun, Match | None]:
    """The run of a proposal, a run by its id, or the last run of a case up to a day."""
    try:
        number = uuid.UUID(key)
    except ValueError:
        return _run_of_case(session, key, on), None
    match = session.get(Match, number)
    run = match.run if match else session.get(MatchRun, number)
    if run is None:
        raise Trouble(f"There is no proposal and no run {key}: it was erased, or never was.")
    return run, match


def replay(session: Session, run: MatchRun) -> Replay:
    """Compute the run once more from what was kept of it."""
    reasons = dict(
        session.execute(
            select(FilteredProfile.profile_id, FilteredProfile.reason).where(
                FilteredProfile.run_id == run.id
            )
        ).all()
    )
    chairs = {str(key): chair for key, chair in session.execute(select(Profile.id, Profile.chair))}
    experts, need = experts_of(session, run), need_of(session, run)
    fusion, encoder, hindrance = _means(session, run)
    if need is None:
        hindrance = "The words of the need were not kept: the run is older than replays."
    left_out = {str(each) for each in reasons}
    known = [experts[key] for key in sorted(experts) if key not in left_out]
    ranked: list[matcher.Proposal] = []
    chance = run.chance
    if hindrance is None and need is not None and fusion is not None:
        again = matcher.Matcher(known, encoder, _options(run), fusion)
        ranked = again.rank(need)
        chance = again.read(need).chance if known else chance
        if again.problem is not None:
            hindrance, ranked = again.problem, []
    matches = {str(each.profile_id): each for each in run.matches}
    result = Replay(
        run=run,
        reference=run.challenge.reference,
        places=[],
        grounds=_grounds(run, fusion, hindrance, len(experts), chairs),
        hindrance=hindrance,
    )
    scored = {each.expert_id: each for each in ranked} if ranked else {}
    ties = _ties(ranked)
    for key, version in sorted(run.profile_versions.items()):
        proposal, match = scored.get(key), matches.get(key)
        features = proposal.features if proposal else (match.features if match else None)
        parts = components_of(fusion, features, chance) if fusion and features else None
        result.places.append(
            Place(
                profile_id=key, chair=chairs.get(key), version=version,
                reason=reasons.get(uuid.UUID(key)), is_known=key in experts, match=match,
                rank=proposal.rank if proposal else None,
                score=proposal.score if proposal else (parts.score if parts else None),
                components=parts, tied_with=ties.get(key, ()),
            )
        )  # fmt: skip
    # Whom a manager added later may have had no profile when the run was made.
    for key in matches.keys() - run.profile_versions.keys():
        result.places.append(Place(key, chairs.get(key), None, match=matches[key]))
    _compare(result, [each for each in ranked if each.expert_id in chairs])
    return result


def _run_of_case(session: Session, reference: str, on: date | None) -> MatchRun:
    query = (
        select(MatchRun)
        .join(Challenge, MatchRun.challenge_id == Challenge.id)
        .where(Challenge.reference == reference)
        .options(joinedload(MatchRun.challenge))
        .order_by(MatchRun.started_at.desc())
    )
    runs = session.scalars(query).all()
    found = [each for each in runs if on is None or local_date(each.started_at) <= on]
    if not found:
        raise Trouble(f"There is no run of a case {reference}{f' up to {on}' if on else ''}.")
    return found[0]


def _means(
    session: Session, run: MatchRun
) -> tuple[Fusion | None, matcher.Encoder | None, str | None]:
    """Fusion and model of the run, and what is missing of them."""
    name = run.model.get("fusion_version", "")
    version = find_fusion(session, name)
    try:
        fusion = read_fusion(version.coefficients) if version else None
    except ValueError as error:
        return None, None, f"The coefficients {name} belong to another matcher: {error}."
    if fusion is None and name == bundled_fusion().version:
        fusion = bundled_fusion()
    if fusion is None:
        return None, None, f"The coefficients {name} are not known here any more."
    sha256 = run.model.get("model_sha256")
    if sha256 is None:
        return fusion, None, None
    row = session.get(LanguageModel, sha256)
    for each in dict.fromkeys([row.name if row else "bundled", "bundled", run.model["model"]]):
        try:
            encoder = matcher.load_encoder(each)
        except matcher.EncoderUnavailable:
            continue
        if encoder.sha256 == sha256:
            dimensions = int(encoder.encode(["x"], "statement").shape[1])
            return fusion, StoredEncoder(encoder, dimensions).forgetting(), None
    gone = f"The files of the language model {run.model['model']} {sha256[:12]} are gone"
    return fusion, None, f"{gone}: scores are computed from the numbers stored with each proposal."


def _options(run: MatchRun) -> matcher.Options:
    settings = dict(run.model["configuration"])
    return matcher.Options(
        most_evidence=int(settings["most_evidence"]), use_sector=settings["use_sector"] == "True"
    )


def _ties(ranked: Sequence[matcher.Proposal]) -> dict[str, list[str]]:
    by_score: dict[float, list[str]] = {}
    for each in ranked:
        by_score.setdefault(each.score, []).append(each.expert_id)
    return {
        each: [other for other in ids if other != each]
        for ids in by_score.values()
        if len(ids) > 1
        for each in ids
    }


def _compare(result: Replay, ranked: Sequence[matcher.Proposal]) -> None:
    """Note every stored number and place that does not come out again."""
    stored = [each for each in result.run.matches if each.rank is not None]
    for each in result.places:
        match = each.match
        if match is None or match.rank is None or each.score is None:
            continue
        away = abs(match.score - each.score)
        result.checked += 1
        result.furthest = max(result.furthest, away)
        name = each.chair or each.profile_id
        if not away <= CLOSE:
            result.differences.append(
                f"{name}: the stored score {match.score:.9f} comes out as {each.score:.9f}."
            )
        if match.band.value != band(each.score).value or (
            match.probability is not None
            and not abs(match.probability - probability(each.score)) <= CLOSE
        ):
            result.differences.append(f"{name}: band or probability do not belong to the score.")
    if result.hindrance is None:
        now = [each.expert_id for each in ranked][: len(stored)]
        if now != [str(each.profile_id) for each in stored]:
            result.differences.append("The order of the proposals comes out differently.")
    erased = sum(each.chair is None for each in result.places)
    gaps = (stored[-1].rank or 0) - len(stored) if stored else 0
    if not 0 <= gaps <= erased or len({each.rank for each in stored}) < len(stored):
        result.differences.append("The ranks do not count up one by one.")


def _grounds(
    run: MatchRun,
    fusion: Fusion | None,
    hindrance: str | None,
    kept: int,
    chairs: dict[str, str],
) -> list[tuple[str, str]]:
    """What decided the ranking, and what became of it since."""
    erased = len(run.profile_versions.keys() - chairs.keys())
    here = fingerprint(OPTIONS, None, fusion or bundled_fusion())
    code = run.model.get("code_sha256") or "unknown"
    settings = ", ".join(f"{key}={value}" for key, value in run.model.get("configuration", []))
    since = "as it is" if run.challenge.text_version == run.text_version else "changed since"
    return [
        ("need", f"version {run.text_version[:12]}, {since}"),
        ("profiles", f"{len(run.profile_versions)} compared, {kept} kept, {erased} erased"),
        ("model", f"{run.model.get('model')} {(run.model.get('model_sha256') or '')[:12]}".strip()),
        ("fusion", f"{run.model.get('fusion_version')}{'' if fusion else ', gone'}"),
        ("tables", _since(run.model.get("statistics_sha256", ""), here.statistics_sha256)),
        ("code", _since(code, here.code_sha256)),
        ("settings", settings),
        ("scope", "not judged" if run.chance is None else f"asks for research: {run.chance:.6f}"),
    ]


def _since(then: str, now: str) -> str:
    return f"{then[:12]}, {'as it is' if then == now else f'now {now[:12]}'}"
