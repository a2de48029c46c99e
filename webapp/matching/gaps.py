"""Topics that nobody covered: which of them say the same, and whether somebody covers one now."""

import uuid
from collections.abc import Mapping
from typing import TypeVar

import numpy as np
from flask import current_app
from sqlalchemy.orm import Session

from matcher import lexical
from models import Profile
from webapp.matching.experts import profiles_by_id, published_experts

Key = TypeVar("Key")
COVERED_FROM = 0.99
"""Chance from which a published profile is said to cover a topic, by words alone, as in search.

A topic is a handful of words and a search for it generous: of the 64 profiles of the demo, topics
nobody works on reach .88 at most, those somebody works on 1.0. Only what is new is shown, and a
person looks.
"""
ALIKE_FROM = 0.2
"""Cosine from which two topics are offered as perhaps the same; a person decides."""
MOST_SHOWN = 3


def who_covers(session: Session, topics: Mapping[Key, str]) -> dict[Key, list[Profile]]:
    """For each topic the published profiles that speak to it, the nearest first.

    Whether somebody may be asked at the moment does not count: it tells what everybody can read.
    """
    pool, versions = current_app.extensions["search_pool"].refresh(published_experts(session))
    near = {
        key: [
            uuid.UUID(each.expert_id)
            for each in pool.search(topic, MOST_SHOWN, versions.keys())
            if each.evidence and (each.probability or 0.0) >= COVERED_FROM
        ]
        for key, topic in topics.items()
    }
    known = profiles_by_id(session, list({each for ids in near.values() for each in ids}))
    return {key: [known[each] for each in ids if each in known] for key, ids in near.items()}


def alike_topics(topics: Mapping[Key, str]) -> dict[Key, list[Key]]:
    """For each topic those others that seem to mean the same, the most alike first.

    Cosines of character n-grams weighted by rarity, as for a need that is handed in twice; topics
    are short, so less has to be alike.
    """
    keys = list(topics)
    if len(keys) < 2:
        return {key: [] for key in keys}
    counts = lexical.count_grams([topics[key] for key in keys])
    rows = lexical.tfidf_rows(counts, lexical.bundled_statistics().gram_idf)
    cosines = (rows @ rows.T).toarray()
    alike: dict[Key, list[Key]] = {}
    for place, key in enumerate(keys):
        order = np.argsort(-cosines[place], kind="stable")
        alike[key] = [
            keys[other] for other in order if other != place and cosines[place][other] >= ALIKE_FROM
        ][:MOST_SHOWN]
    return alike
