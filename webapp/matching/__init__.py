"""The only seam to the matcher: rows in, rows out, and no computing inside a transaction."""

from flask import Flask

from webapp.config import Settings
from webapp.matching.advising import Advice, advise
from webapp.matching.clusters import Alike, group_alike
from webapp.matching.duplicates import said_again
from webapp.matching.expertise import Expertise
from webapp.matching.experts import guess_language, published_experts
from webapp.matching.flows import (
    FlowMatch,
    FoundTogether,
    GapKind,
    Material,
    PartKind,
    find_alike_needs,
    find_flow_pairs,
    flows_of,
    match_of,
    materials,
    who_closes_gap,
)
from webapp.matching.fusions import (
    fits,
    fusion_versions,
    last_fusion_switch,
    named_fusion,
    switch_fusion,
)
from webapp.matching.gaps import alike_topics, who_covers
from webapp.matching.language_models import (
    forget_unpublished,
    is_wanted,
    last_switch,
    prepare_model,
)
from webapp.matching.lessons import learn_from_decisions, learn_if_due, model_at_work
from webapp.matching.nearness import Nearness, nearest_first
from webapp.matching.operating import Standing, standings, use_model
from webapp.matching.planning import (
    LEAST_CHANCE,
    MOST_WANTED,
    PLACES_ELSEWHERE,
    portfolio_of,
)
from webapp.matching.pools import Pool, WorkersPool
from webapp.matching.portfolio import Portfolio
from webapp.matching.runs import (
    add_match,
    is_covered_by,
    match_challenge,
    needs_matched_without_model,
    speaks_to_problem,
)
from webapp.matching.search import Found, search_experts
from webapp.matching.snapshots import forget_snapshots
from webapp.matching.spelling import readable
from webapp.matching.themes import (
    Theme,
    ThemeKind,
    Vocabulary,
    find_themes_of_need,
    find_themes_of_profile,
    theme_version,
    vocabulary,
)
from webapp.matching.timetables import Meeting, Pair, Room, plan_room
from webapp.matching.topic_gaps import forget_empty_topics, gather_topics
from webapp.matching.topics import (
    KnownNeeds,
    note_topics_of_profile,
    read_open_needs,
    telling_words,
)
from webapp.matching.trial import Trial, try_sentence

__all__ = [
    "LEAST_CHANCE",
    "MOST_WANTED",
    "PLACES_ELSEWHERE",
    "Advice",
    "Alike",
    "Expertise",
    "FlowMatch",
    "Found",
    "FoundTogether",
    "GapKind",
    "KnownNeeds",
    "Material",
    "Meeting",
    "Nearness",
    "Pair",
    "PartKind",
    "Portfolio",
    "Room",
    "Standing",
    "Theme",
    "ThemeKind",
    "Trial",
    "Vocabulary",
    "add_match",
    "advise",
    "alike_topics",
    "find_alike_needs",
    "find_flow_pairs",
    "find_themes_of_need",
    "find_themes_of_profile",
    "fits",
    "flows_of",
    "forget_empty_topics",
    "forget_snapshots",
    "forget_unpublished",
    "fusion_versions",
    "gather_topics",
    "group_alike",
    "guess_language",
    "init_app",
    "is_covered_by",
    "is_wanted",
    "last_fusion_switch",
    "last_switch",
    "learn_from_decisions",
    "learn_if_due",
    "match_challenge",
    "match_of",
    "materials",
    "model_at_work",
    "named_fusion",
    "nearest_first",
    "needs_matched_without_model",
    "note_topics_of_profile",
    "plan_room",
    "portfolio_of",
    "prepare_model",
    "published_experts",
    "read_open_needs",
    "readable",
    "said_again",
    "search_experts",
    "speaks_to_problem",
    "standings",
    "switch_fusion",
    "telling_words",
    "theme_version",
    "try_sentence",
    "use_model",
    "vocabulary",
    "who_closes_gap",
    "who_covers",
]


def init_app(app: Flask, settings: Settings) -> None:
    """One pool for searching in the web, by words alone, and one for the worker's runs.

    A model would cost each web process 116 MB and, at the first search, most of a second while the
    request holds SQLite's write lock; and to a model everything resembles everything a little, so
    that "nothing found" would need a threshold of its own.
    """
    app.extensions["search_pool"] = Pool()
    app.extensions["match_pool"] = WorkersPool(settings.embedding_model)
    app.extensions["loaded_models"] = {}
    app.extensions["theme_finders"] = {}
