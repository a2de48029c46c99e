"""Whether a need speaks of a topic that somebody does not want: a rule that its owner can follow.

A need speaks of a topic if each word of the topic that says something occurs in it: inflected, in
the singular or plural, or as a part of a longer word. Words like "und" or "zum" do not count. The
rule knows no synonyms, because nobody could foresee what else it would keep away.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

import matcher
from matcher.lexical import are_telling, word_terms
from matcher.text import cleaned, words
from models import Challenge, Profile, TopicBarrier
from models.challenge import OPEN_STATES
from webapp.database import database

LANGUAGES = ("de", "en")
FILLERS = frozenset(
    [
        "zum", "zur", "am", "vom", "beim", "ins", "ans", "ohne", "zu", "über", "unter", "durch",
        "oder", "kein", "keine", "keinen", "alle", "with", "to", "on", "at", "by", "from", "or",
        "no", "without", "about",
    ]
)  # fmt: skip
"""Words that say something to the statistics of a whole language, and nothing in a topic."""


def telling_words(topic: str) -> list[str]:
    """The words of a topic that count."""
    found = [
        each.text
        for each in words(cleaned(topic))
        if len(each.text) > 1 and each.text.casefold() not in FILLERS
    ]
    telling = are_telling(found) if found else []
    return [each for each, tells in zip(found, telling, strict=True) if tells]


def speaks_of(text: str, topic: str) -> bool:
    """Whether a text speaks of a topic; of one without a word that counts no text does."""
    return _speaks_of(_terms_by_word(text), topic)


def note_topics_of_need(session: Session, challenge: Challenge) -> set[uuid.UUID]:
    """Write down whose topics a need speaks of; the profiles that do not want it."""
    terms = _terms_by_word(_text_of(challenge))
    topics = session.execute(select(Profile.id, Profile.unwanted_topics))
    unwanted = {profile_id for profile_id, each in topics if _is_unwanted(terms, each)}
    session.execute(delete(TopicBarrier).where(TopicBarrier.challenge_id == challenge.id))
    session.add_all(TopicBarrier(profile_id=each, challenge_id=challenge.id) for each in unwanted)
    session.flush()
    return unwanted


def note_topics_of_profile(session: Session, profile: Profile, known: "KnownNeeds") -> None:
    """Write down which open needs speak of the topics that somebody has just changed.

    Only what was changed or handed in since the needs were read is analysed here.
    """
    session.execute(delete(TopicBarrier).where(TopicBarrier.profile_id == profile.id))
    for challenge in _open_needs(session) if profile.unwanted_topics else []:
        text, terms = known.get(challenge.id, ("", []))
        if text != _text_of(challenge):
            terms = _terms_by_word(_text_of(challenge))
        if _is_unwanted(terms, profile.unwanted_topics):
            session.add(TopicBarrier(profile_id=profile.id, challenge_id=challenge.id))
    session.flush()
    session.expire(profile, ["topic_barriers"])


KnownNeeds = Mapping[uuid.UUID, tuple[str, Sequence[frozenset[str]]]]
"""Of each need the text that was read, and the terms of its words."""


def read_open_needs() -> KnownNeeds:
    """Analyse the words of all open needs; seconds, so no transaction should wait for it."""
    with database().reading() as session:
        texts = {each.id: _text_of(each) for each in _open_needs(session)}
    return {key: (text, _terms_by_word(text)) for key, text in texts.items()}


def read_words(need: matcher.Need) -> None:
    """Look up the words of a need, so that the transaction that asks for them is short."""
    _terms_by_word(f"{need.title}\n{need.text}")


def _open_needs(session: Session) -> Sequence[Challenge]:
    return session.scalars(select(Challenge).where(Challenge.state.in_(OPEN_STATES))).all()


def _text_of(challenge: Challenge) -> str:
    return f"{challenge.title}\n{challenge.description}"


def _terms_by_word(text: str) -> list[frozenset[str]]:
    """Of each word of a text its terms, in German and in English."""
    found = dict.fromkeys(each.text for each in words(cleaned(text)) if len(each.text) > 1)
    return [frozenset(word_terms(each, "de") + word_terms(each, "en")) for each in found]


def _is_unwanted(terms: Collection[frozenset[str]], topics: Sequence[str]) -> bool:
    return any(_speaks_of(terms, each) for each in topics)


def _speaks_of(terms: Collection[frozenset[str]], topic: str) -> bool:
    wanted = telling_words(topic)
    return bool(wanted) and all(any(_occurs(word, each) for each in terms) for word in wanted)


def _occurs(word: str, terms: frozenset[str]) -> bool:
    """Whether a word is the other one, or a part of it, be it a compound itself."""
    for language in LANGUAGES:
        own, *parts = word_terms(word, language)
        if own in terms or (len(parts) > 1 and terms.issuperset(parts)):
            return True
    return False
