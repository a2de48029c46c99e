"""Any sentence tried against one profile: whether it is found, by what, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app

import matcher
from matcher.evidence import COVERED_FROM
from models import Band, Competence, FlagReason, Profile
from webapp.matching import language_models
from webapp.matching.experts import as_expert
from webapp.matching.pools import OPTIONS


@dataclass(frozen=True)
class Found:
    """A sentence of the text, and the own statement that meets it."""

    sentence: str
    competence: Competence | None
    """None where heading or summary meets it."""
    statement: str
    words: Sequence[str]
    pairs: Sequence[Sequence[str]]
    is_covered: bool
    """Whether it is more than a hint."""


@dataclass(frozen=True)
class Trial:
    """How a text and a profile go together; nothing of it depends on anybody else."""

    band: Band
    found: Sequence[Found]
    uncovered: Sequence[str]
    """Sentences that no statement meets."""
    left_out: Sequence[tuple[str, FlagReason]]
    """Statements that look written for the search, or stand nearly whole in the text."""
    by_words_alone: bool


def try_sentence(profile: Profile, text: str) -> Trial:
    """Compare as the worker does, with the model if it can be had, but keep nothing of it.

    Not to be called inside a transaction: the first call of a process loads the model.
    """
    expert = as_expert(profile)
    alone = matcher.Matcher([expert], encoder=_encoder(), options=OPTIONS)
    result = alone.propose(matcher.Need(id="", title="", text=text), k=1)
    (proposal,) = result.proposals
    competences = {str(each.id): each for each in profile.competences}
    found = []
    for evidence in proposal.evidence:
        competence = competences.get(evidence.statement_id or "")
        found.append(
            Found(
                sentence=result.aspects[evidence.aspect].text,
                competence=competence,
                statement=competence.text if competence else profile.summary or profile.chair,
                words=list(evidence.words),
                pairs=[list(each) for each in evidence.pairs],
                is_covered=evidence.strength >= COVERED_FROM,
            )
        )
    met = {each.sentence for each in found if each.is_covered}
    return Trial(
        band=Band(proposal.band.value),
        found=found,
        uncovered=[each.text for each in result.aspects if each.text not in met],
        left_out=[
            (
                competences[each.statement_id].text
                if each.statement_id in competences
                else profile.summary,
                FlagReason(each.reason.value),
            )
            for each in proposal.flags
        ],
        by_words_alone=result.reduced_quality,
    )


def _encoder() -> matcher.Encoder | None:
    setting = current_app.extensions["settings"].embedding_model
    if setting is None:
        return None
    try:
        return language_models.open_active(setting).forgetting()
    except matcher.EncoderUnavailable:
        return None
