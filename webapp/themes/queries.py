"""What the pages about themes show: each theme with what carries it, and who said what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Challenge,
    FoundTheme,
    Profile,
    ThemeCorrection,
    ThemeReading,
    themes_of_needs,
    themes_of_profiles,
)
from webapp.matching import Theme, theme_version, vocabulary

Subject = Challenge | Profile


@dataclass(frozen=True)
class Shown:
    """A theme as a page shows it; `sentence` is where it stands, read from the text as it is."""

    code: str
    theme: Theme | None
    """None where the vocabulary does not know the code any more."""
    sentence: str | None
    score: float | None
    """None where the software did not find it."""
    corrected_at: datetime | None
    corrected_by: Account | None


@dataclass(frozen=True)
class Overview:
    """The themes of a subject, those somebody took away, and whether the software has read it."""

    shown: Sequence[Shown]
    removed: Sequence[Shown]
    reading: ThemeReading | None
    is_current: bool
    """Whether the software has read the present words by the present vocabulary and weights."""

    @property
    def codes(self) -> set[str]:
        """What is on the list already."""
        return {each.code for each in self.shown}


def overview(session: Session, subject: Subject, text_version: str) -> Overview:
    """Everything the page about the themes of one subject shows."""
    is_need = isinstance(subject, Challenge)
    of_reading = ThemeReading.challenge_id if is_need else ThemeReading.profile_id
    reading = session.scalars(
        select(ThemeReading)
        .where(of_reading == subject.id)
        .options(selectinload(ThemeReading.themes).joinedload(FoundTheme.competence))
    ).one_or_none()
    found = {each.theme: each for each in reading.themes} if reading else {}
    said = last_corrections(session, subject)
    is_same_text = reading is not None and reading.text_version == text_version
    standing = standing_themes(session, subject)
    rows = [
        _shown(code, found.get(code), said.get(code), subject, is_same_text=is_same_text)
        for code in dict.fromkeys([*found, *said])
    ]
    order = [theme.code for theme in vocabulary()]
    rows.sort(key=lambda each: order.index(each.code) if each.code in order else len(order))
    return Overview(
        shown=[each for each in rows if each.code in standing],
        removed=[each for each in rows if each.code not in standing],
        reading=reading,
        is_current=is_same_text and reading is not None and reading.vocabulary == theme_version(),
    )


def standing_themes(session: Session, subject: Subject) -> set[str]:
    """The codes of the themes a subject stands under now."""
    query = themes_of_needs() if isinstance(subject, Challenge) else themes_of_profiles()
    of_subject, theme = query.selected_columns
    return set(session.scalars(query.where(of_subject == subject.id).with_only_columns(theme)))


def last_corrections(session: Session, subject: Subject) -> dict[str, ThemeCorrection]:
    """By theme, the last word on it."""
    is_need = isinstance(subject, Challenge)
    of_subject = ThemeCorrection.challenge_id if is_need else ThemeCorrection.profile_id
    rows = session.scalars(
        select(ThemeCorrection)
        .where(of_subject == subject.id)
        .order_by(ThemeCorrection.number)
        .options(joinedload(ThemeCorrection.made_by))
    )
    return {each.theme: each for each in rows}


def themes_left(codes: set[str]) -> Iterator[Theme]:
    """What can still be added."""
    return (theme for theme in vocabulary() if theme.code not in codes)


def _shown(
    code: str,
    found: FoundTheme | None,
    said: ThemeCorrection | None,
    subject: Subject,
    *,
    is_same_text: bool,
) -> Shown:
    sentence = None
    if found is not None and isinstance(subject, Profile):
        sentence = found.competence.text if found.competence else subject.summary or subject.chair
    elif found is not None and found.start_at is not None and is_same_text:
        whole = f"{subject.title}\n{subject.description}" if isinstance(subject, Challenge) else ""
        sentence = whole[found.start_at : found.end_at]
    return Shown(
        code=code,
        theme=vocabulary().get(code),
        sentence=sentence,
        score=found.score if found else None,
        corrected_at=said.made_at if said else None,
        corrected_by=said.made_by if said else None,
    )
