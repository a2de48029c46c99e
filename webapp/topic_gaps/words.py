"""What topics, their stand and the lines of their history are called."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import TopicGapEntry, TopicGapStep, UnansweredCause
from webapp.disclosure import Cell, Hidden
from webapp.half_years import HalfYear
from webapp.i18n import show_date
from webapp.theme_names import theme_name
from webapp.topic_gaps.listed import ListedTopic, Stand

STANDS: dict[Stand, LazyString] = {
    Stand.OPEN: _l("Offen"),
    Stand.TAKEN_UP: _l("Aufgegriffen"),
    Stand.DISMISSED: _l("Zurückgestellt"),
    Stand.SINGLE: _l("Einzelne Bedarfe"),
}
CAUSES: dict[UnansweredCause, LazyString] = {
    UnansweredCause.TOPIC: _l("Abgeschlossen: Das Thema gibt es an beiden Hochschulen nicht"),
    UnansweredCause.NO_PROPOSAL: _l("Offen, der zugesagte Tag ist vorbei, niemand passt"),
}
STEPS: dict[TopicGapStep, LazyString] = {
    TopicGapStep.NAMED: _l("Benannt"),
    TopicGapStep.NOTED: _l("Notiert, was eine Hochschule bräuchte"),
    TopicGapStep.LINKED: _l("Mit dem Lückenregister verknüpft"),
    TopicGapStep.DISMISSED: _l("Zurückgestellt"),
    TopicGapStep.RESUMED: _l("Wieder aufgenommen"),
    TopicGapStep.TAKEN_UP: _l("Von einer Hochschule aufgegriffen"),
}
MOST_NAMED = 3


def title_of(found: ListedTopic) -> str:
    """The name somebody gave it; else its themes, or what else may be said of it."""
    if found.name:
        return found.name
    need = found.needs[0]
    if found.is_single:
        if need.challenge_id in found.desk:
            return need.challenge.title
        return _("Bedarf %(reference)s", reference=need.challenge.reference)
    return themes_in_words([theme for theme, _count in found.themes]) or _(
        "Ähnliche Bedarfe ohne gemeinsames Thema"
    )


def themes_in_words(themes: list[str]) -> str:
    """The first themes by name."""
    return " · ".join(theme_name(each) for each in themes[:MOST_NAMED])


def half_words(half: HalfYear) -> str:
    """A half-year as people say it."""
    if half.half == 1:
        return _("1. Halbjahr %(year)s", year=half.year)
    return _("2. Halbjahr %(year)s", year=half.year)


def cell_words(cell: Cell) -> str:
    """A count, or why it is not told."""
    if cell is Hidden.SMALL:
        return _("unter 5")
    return _("nicht ausgewiesen") if cell is Hidden.SECOND else str(cell)


def entry_words(entry: TopicGapEntry) -> str:
    """What a line of the history says beside its step."""
    if entry.step is TopicGapStep.TAKEN_UP and entry.university and entry.taken_up_on:
        return _(
            "%(university)s, seit %(day)s", university=entry.university.name,
            day=show_date(entry.taken_up_on),
        )  # fmt: skip
    if entry.step is TopicGapStep.LINKED:
        return entry.gap.topic if entry.gap else _("Der Eintrag wurde entfernt.")
    return entry.text
