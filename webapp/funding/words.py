"""What codes of themes and criteria of a hint are called."""

from collections.abc import Iterable

from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from models import CooperationFormat, FundingApplicant, FundingStage
from webapp.funding.rules import Criterion
from webapp.labels import label
from webapp.matching import ThemeKind, vocabulary

KINDS: dict[str, LazyString] = {
    ThemeKind.R_STRATEGY.value: _l("alle R-Strategien"),
    ThemeKind.MATERIAL_FLOW.value: _l("alle Stoffflüsse"),
    ThemeKind.TECHNOLOGY.value: _l("alle Technologien"),
    ThemeKind.CROSS_CUTTING.value: _l("alle Querschnittsthemen"),
}
CRITERIA: dict[Criterion, LazyString] = {
    Criterion.VALIDITY: _l("Gültigkeit"),
    Criterion.REGION: _l("Region"),
    Criterion.SIZE: _l("Größe"),
    Criterion.STAGE: _l("Vorhaben"),
    Criterion.FORMATS: _l("Zusammenarbeit"),
    Criterion.THEMES: _l("Themen"),
    Criterion.PARTNER: _l("Hochschule"),
}


SMALL_ONES = {FundingApplicant.MICRO, FundingApplicant.SMALL, FundingApplicant.MEDIUM}
SEVERAL: tuple[tuple[set[FundingApplicant], LazyString], ...] = (
    (SMALL_ONES | {FundingApplicant.LARGE}, _l("Unternehmen jeder Größe")),
    (SMALL_ONES, _l("Kleine und mittlere Unternehmen")),
)


def theme_words(code: str) -> str:
    """The name of a theme or of a kind of themes; a code nobody knows any more stays one."""
    if code in KINDS:
        return str(KINDS[code])
    theme = vocabulary().get(code)
    if theme is None:
        return code
    return theme.names["en" if str(get_locale()) == "en" else "de"]


def theme_list(codes: Iterable[str]) -> str:
    """Several of them, as a list in a sentence."""
    return ", ".join(theme_words(each) for each in codes)


def known_codes() -> list[str]:
    """Every code that can be chosen: the kinds, then the themes in the order of the vocabulary."""
    return [*KINDS, *(theme.code for theme in vocabulary())]


def applicant_labels(codes: Iterable[str]) -> list[str]:
    """Who may apply, in words; where all the small ones may, they are one."""
    members = [FundingApplicant(each) for each in codes]
    for those, words in SEVERAL:
        if those <= set(members):
            others = [str(label(each)) for each in members if each not in those]
            return [str(words), *others]
    return [str(label(each)) for each in members]


def stage_labels(codes: Iterable[str]) -> list[str]:
    """For what, in words."""
    return [str(label(FundingStage(each))) for each in codes]


def format_labels(codes: Iterable[str]) -> list[str]:
    """For which way to work together, in words."""
    return [str(label(CooperationFormat(each))) for each in codes]
