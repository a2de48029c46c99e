"""Matches what companies need with what experts can do, and shows why.

Experts and needs in, ranked proposals with evidence out. A pure library: it knows no web
framework and no database, and importing it loads no model.
"""

from matcher.encoder import Encoder, EncoderUnavailable, load_encoder
from matcher.ranking import Matcher
from matcher.score_book import ScoreBook
from matcher.types import (
    Aspect,
    Band,
    Evidence,
    Expert,
    Fingerprint,
    Flag,
    MatchResult,
    Need,
    Options,
    Proposal,
    Reason,
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
    "Flag",
    "MatchResult",
    "Matcher",
    "Need",
    "Options",
    "Proposal",
    "Reason",
    "ScoreBook",
    "Statement",
    "load_encoder",
]
