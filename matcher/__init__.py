"""Matches what companies need with what experts can do, and shows why.

Experts and needs in, ranked proposals with evidence out. A pure library: it knows no web
framework and no database, and importing it loads no model.
"""

from matcher.encoder import Encoder, EncoderUnavailable, load_encoder
from matcher.ranking import Matcher, Options
from matcher.score_book import ScoreBook
from matcher.types import (
    Aspect,
    Band,
    Evidence,
    Expert,
    Fingerprint,
    MatchResult,
    Need,
    Proposal,
    Statement,
)

__all__ = [
    "Aspect",
    "Band",
    "Encoder",
    "EncoderUnavailable",
    "Evidence",
    "Expert",
    "Fingerprint",
    "MatchResult",
    "Matcher",
    "Need",
    "Options",
    "Proposal",
    "ScoreBook",
    "Statement",
    "load_encoder",
]
