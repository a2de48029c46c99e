"""The rules of the hint: which programmes could fit a case, criterion by criterion, and why.

Each rule is a pure function of an entry and of what is known of the case, and ends with met, not
met or unknown. What nobody has entered or checked is unknown and never met, so that an unchecked
entry can never stand among those of which everything is met. Nothing here says that somebody gets
money: that decides whoever gives it.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from models import (
    CooperationFormat,
    FundingApplicant,
    FundingPartner,
    FundingProgramme,
    FundingRegion,
    FundingStage,
    FundingState,
    SizeClass,
)
from webapp.i18n import show_date
from webapp.labels import label

NORTH_RHINE_WESTPHALIA = "05"
"""How the AGS of every municipality of the Land begins."""


class Criterion(enum.Enum):
    """What is compared."""

    VALIDITY = "gueltigkeit"
    REGION = "region"
    SIZE = "groesse"
    STAGE = "vorhaben"
    FORMATS = "formate"
    THEMES = "themen"
    PARTNER = "hochschule"


ABOUT_THE_NEED = frozenset({Criterion.STAGE, Criterion.FORMATS, Criterion.THEMES})
"""What tells one need from another."""


class Fit(enum.Enum):
    """How a comparison ends."""

    MET = "passt"
    UNKNOWN = "offen"
    NOT_MET = "passt_nicht"


class Group(enum.Enum):
    """Where a programme stands in the hint, in this order."""

    FITS = "alles_passt"
    OPEN = "manches_offen"
    THIN = "zu_wenig_bekannt"
    AGAINST = "etwas_spricht_dagegen"


@dataclass(frozen=True)
class Need:
    """What the rules know of a case."""

    on: date
    ags: str
    is_in_district: bool
    size_class: SizeClass | None
    stages: frozenset[FundingStage]
    formats: frozenset[CooperationFormat]
    themes: Mapping[str, str]
    """The themes it stands under, with the kind of each."""
    theme_names: Mapping[str, str]
    has_partner: bool
    """Whether a professor and the company know each other already."""


@dataclass(frozen=True)
class Finding:
    """How one criterion ended, and why."""

    criterion: Criterion
    fit: Fit
    why: LazyString


@dataclass(frozen=True)
class Judgement:
    """What the rules say of one programme."""

    programme: FundingProgramme
    findings: Sequence[Finding]

    def those(self, fit: Fit) -> list[Finding]:
        """The criteria that ended like this."""
        return [each for each in self.findings if each.fit is fit]

    @property
    def group(self) -> Group:
        """Where it stands; place and size fit nearly everybody, so they alone are no hint."""
        if self.those(Fit.NOT_MET):
            return Group.AGAINST
        if not self.those(Fit.UNKNOWN):
            return Group.FITS
        is_about_it = any(each.criterion in ABOUT_THE_NEED for each in self.those(Fit.MET))
        return Group.OPEN if is_about_it else Group.THIN

    @property
    def order(self) -> tuple[int, int, int, str]:
        """What has everything comes first, then what lacks least."""
        return (
            list(Group).index(self.group), len(self.those(Fit.NOT_MET)),
            len(self.those(Fit.UNKNOWN)), self.programme.sort_key,
        )  # fmt: skip


def check_validity(programme: FundingProgramme, need: Need) -> Finding:
    """Only what somebody has checked lately counts as valid."""

    def found(fit: Fit, why: LazyString) -> Finding:
        return Finding(Criterion.VALIDITY, fit, why)

    state, deadline = programme.state(need.on), programme.deadline_on
    if state is FundingState.EXPIRED:
        day = _day(programme.valid_until)
        return found(Fit.NOT_MET, _l("Es galt bis zum %(day)s.", day=day))
    if state is FundingState.UPCOMING:
        day = _day(programme.valid_from)
        return found(Fit.NOT_MET, _l("Es gilt erst ab dem %(day)s.", day=day))
    if deadline is not None and deadline < need.on:
        day = _day(deadline)
        return found(Fit.NOT_MET, _l("Die Antragsfrist war am %(day)s.", day=day))
    if state is FundingState.UNCHECKED:
        return found(Fit.UNKNOWN, _l("Niemand hat geprüft, ob es noch gilt."))
    if state is FundingState.OVERDUE:
        day = _day(programme.checked_on)
        return found(Fit.UNKNOWN, _l("Zuletzt geprüft am %(day)s, das ist zu lange her.", day=day))
    day = _day(programme.checked_on)
    return found(Fit.MET, _l("Geprüft am %(day)s.", day=day))


def check_region(programme: FundingProgramme, need: Need) -> Finding:
    """Whether the place of the need lies where somebody has to be."""
    region = programme.region
    if region is None:
        return Finding(Criterion.REGION, Fit.UNKNOWN, _l("Die Region ist nicht eingetragen."))
    is_there = {
        FundingRegion.EUROPE: True,
        FundingRegion.GERMANY: True,
        FundingRegion.STATE: need.ags.startswith(NORTH_RHINE_WESTPHALIA),
        FundingRegion.DISTRICT: need.is_in_district,
        FundingRegion.PLACES: need.ags in programme.places,
    }[region]
    if is_there:
        return Finding(
            Criterion.REGION, Fit.MET, _l("Gilt hier: %(region)s.", region=label(region))
        )
    why = _l("Gilt nur hier: %(region)s.", region=label(region))
    return Finding(Criterion.REGION, Fit.NOT_MET, why)


def check_size(programme: FundingProgramme, need: Need) -> Finding:
    """Whether a company of this size may apply, alone or with others."""

    def found(fit: Fit, why: LazyString) -> Finding:
        return Finding(Criterion.SIZE, fit, why)

    applicants = {FundingApplicant(each) for each in programme.applicants}
    sizes = {each.value for each in applicants} & {each.value for each in SizeClass}
    if not applicants:
        return found(Fit.UNKNOWN, _l("Wer einen Antrag stellen darf, ist nicht eingetragen."))
    if not sizes and FundingApplicant.UNIVERSITY in applicants:
        return found(
            Fit.MET,
            _l("Den Antrag stellt die Hochschule; die Größe des Unternehmens ist dafür gleich."),
        )
    if not sizes:
        return found(Fit.UNKNOWN, _l("Für welche Größen es gilt, ist nicht eingetragen."))
    if need.size_class is None:
        return found(Fit.UNKNOWN, _l("Die Größe des Unternehmens steht nicht fest."))
    applicant = FundingApplicant(need.size_class.value)
    if applicant in applicants:
        return found(Fit.MET, _l("Einen Antrag stellen dürfen: %(who)s.", who=label(applicant)))
    return found(
        Fit.NOT_MET, _l("Einen Antrag stellen dürfen nicht: %(who)s.", who=label(applicant))
    )


def check_stage(programme: FundingProgramme, need: Need) -> Finding:
    """Whether it pays for what somebody wants to do."""

    def found(fit: Fit, why: LazyString) -> Finding:
        return Finding(Criterion.STAGE, fit, why)

    if not programme.stages:
        return found(Fit.UNKNOWN, _l("Für welche Vorhaben es gedacht ist, ist nicht eingetragen."))
    if not need.stages:
        return found(Fit.UNKNOWN, _l("Der Bedarf sagt nicht, welche Hilfe gesucht wird."))
    wanted = [each for each in FundingStage if each in need.stages]
    common = [each for each in wanted if each.value in programme.stages]
    if common:
        return found(Fit.MET, _l("Bezahlt: %(what)s.", what=_listed(common)))
    return found(Fit.NOT_MET, _l("Bezahlt nicht: %(what)s.", what=_listed(wanted)))


def check_formats(programme: FundingProgramme, need: Need) -> Finding:
    """Whether the ways to work together have one in common."""

    def found(fit: Fit, why: LazyString) -> Finding:
        return Finding(Criterion.FORMATS, fit, why)

    if not programme.formats:
        return found(
            Fit.UNKNOWN, _l("Für welche Form der Zusammenarbeit es gilt, ist nicht eingetragen.")
        )
    if not need.formats:
        return found(Fit.UNKNOWN, _l("Der Bedarf sagt nicht, welche Hilfe gesucht wird."))
    common = [
        each
        for each in CooperationFormat
        if each in need.formats and each.value in programme.formats
    ]
    if common:
        return found(Fit.MET, _l("Möglich: %(what)s.", what=_listed(common)))
    return found(Fit.NOT_MET, _l("Sieht eine andere Form der Zusammenarbeit vor."))


def check_themes(programme: FundingProgramme, need: Need) -> Finding:
    """Whether a theme of the case, or its kind, is one of the programme's."""

    def found(fit: Fit, why: LazyString) -> Finding:
        return Finding(Criterion.THEMES, fit, why)

    if not programme.themes:
        return found(Fit.UNKNOWN, _l("Die Themen sind nicht eingetragen."))
    if not need.themes:
        return found(Fit.UNKNOWN, _l("Der Fall steht noch unter keinem Thema."))
    wanted = set(programme.themes)
    common = [code for code, kind in need.themes.items() if wanted & {code, kind}]
    if common:
        names = ", ".join(need.theme_names[code] for code in common)
        return found(Fit.MET, _l("Gemeinsame Themen: %(names)s.", names=names))
    return found(Fit.NOT_MET, _l("Kein Thema des Falls gehört dazu."))


def check_partner(programme: FundingProgramme, need: Need) -> Finding:
    """Whether a university has to take part, and whether there is one."""

    def found(fit: Fit, why: LazyString) -> Finding:
        return Finding(Criterion.PARTNER, fit, why)

    match programme.partner, need.has_partner:
        case None, _:
            return found(
                Fit.UNKNOWN, _l("Ob eine Hochschule dabei sein muss, ist nicht eingetragen.")
            )
        case FundingPartner.POSSIBLE, _:
            return found(Fit.MET, _l("Eine Hochschule kann dabei sein, muss aber nicht."))
        case FundingPartner.REQUIRED, True:
            return found(Fit.MET, _l("Eine Hochschule muss dabei sein; ein Lehrgebiet ist da."))
        case FundingPartner.REQUIRED, False:
            return found(
                Fit.UNKNOWN, _l("Eine Hochschule muss dabei sein; noch ist keine vermittelt.")
            )
        case FundingPartner.NOT_MEANT, True:
            return found(Fit.NOT_MET, _l("Die Arbeit einer Hochschule bezahlt es nicht."))
    return found(
        Fit.UNKNOWN, _l("Eine Hochschule bezahlt es nicht, nur, was das Unternehmen allein tut.")
    )


RULES = (
    check_validity, check_region, check_size, check_stage, check_formats, check_themes,
    check_partner,
)  # fmt: skip


def judge(programme: FundingProgramme, need: Need) -> Judgement:
    """What every rule says of one programme."""
    return Judgement(programme, [rule(programme, need) for rule in RULES])


def judge_all(programmes: Iterable[FundingProgramme], need: Need) -> list[Judgement]:
    """All of them, the most fitting first."""
    return sorted((judge(each, need) for each in programmes), key=lambda each: each.order)


def _day(day: date | None) -> LazyString:
    """As the page writes days, once there is one."""
    return LazyString(show_date, day)


def _listed(members: Sequence[enum.Enum]) -> LazyString:
    return LazyString(lambda: ", ".join(str(label(each)) for each in members))
