"""What materials, quantities and the parts of a comparison are called."""

from collections.abc import Iterator

from flask_babel import LazyString, format_decimal, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Challenge, JointKind, JointMember, MaterialFlow
from webapp.labels import label
from webapp.matching import FlowMatch, GapKind, Material, PartKind, materials

FACTS: dict[str, LazyString] = {
    "company": _l("Name des Unternehmens"),
    "function": _l("Ansprechstelle, nur die Funktion"),
    "municipality": _l("Gemeinde"),
    "title": _l("Titel des Bedarfs"),
    "teaser": _l("Kurzfassung des Bedarfs"),
    "direction": _l("Abzugeben oder gesucht"),
    "material": _l("Stoff"),
    "wording": _l("Stoff in eigenen Worten"),
    "quantity": _l("Menge"),
    "purity": _l("Reinheit"),
    "shape": _l("Form"),
    "contaminants": _l("Störstoffe"),
}
"""What the others may read of a company, in the order of the page."""
ALWAYS = ("company", "function")
"""Nobody meets somebody without a name."""
PARTS: dict[PartKind, LazyString] = {
    PartKind.MATERIAL: _l("Stoff"),
    PartKind.QUANTITY: _l("Menge"),
    PartKind.PURITY: _l("Reinheit"),
    PartKind.DISTANCE: _l("Entfernung"),
    PartKind.SHAPE: _l("Form"),
}
GAPS: dict[GapKind, LazyString] = {
    GapKind.PURITY: _l("Die Reinheit reicht nicht"),
    GapKind.CONTAMINANTS: _l("Störstoffe sind darin"),
    GapKind.SHAPE: _l("Die Form ist eine andere"),
    GapKind.QUANTITY: _l("Die Menge reicht nicht"),
}


def name_of(material: Material) -> str:
    """The name of a material in the language of the page."""
    return material.names["en" if str(get_locale()) == "en" else "de"]


def material_words(flow: MaterialFlow) -> str:
    """The material from the list, else what the company calls it."""
    found = materials().get(flow.material)
    return name_of(found) if found else flow.wording


def quantity_words(flow: MaterialFlow) -> str:
    """As it was typed, and in a year where that says more."""
    if flow.quantity is None or flow.unit is None or flow.period is None:
        return ""
    typed = f"{format_decimal(flow.quantity)} {label(flow.unit)} {label(flow.period)}"
    a_year = year_words(flow)
    return typed if flow.period.value == "jahr" and flow.unit.value != "kg" else (
        _("%(typed)s (rund %(year)s)", typed=typed, year=a_year)
    )  # fmt: skip


def year_words(flow: MaterialFlow) -> str:
    """The quantity of a year, roughly."""
    if flow.tonnes_a_year is not None:
        return _("%(amount)s t im Jahr", amount=format_decimal(round(flow.tonnes_a_year, 1)))
    if flow.cubic_metres_a_year is not None:
        amount = format_decimal(round(flow.cubic_metres_a_year, 1))
        return _("%(amount)s m³ im Jahr", amount=amount)
    return ""


def purity_words(flow: MaterialFlow) -> str:
    """From and to in per cent."""
    if flow.purity is None:
        return ""
    low, high = (format_decimal(each) for each in flow.purity)
    return _("%(low)s %%", low=low) if low == high else (
        _("%(low)s bis %(high)s %%", low=low, high=high)
    )  # fmt: skip


def flow_facts(flow: MaterialFlow) -> list[tuple[str, str]]:
    """What is known of a Stoffstrom, by kind of fact."""
    facts = [
        ("direction", str(label(flow.direction))),
        ("material", material_words(flow)),
        ("wording", flow.wording if flow.material else ""),
        ("quantity", quantity_words(flow)),
        ("purity", purity_words(flow)),
        ("shape", str(label(flow.shape)) if flow.shape else ""),
        ("contaminants", flow.contaminants),
        ("municipality", flow.municipality.name),
    ]
    return [(kind, words) for kind, words in facts if words]


def facts_of(member: JointMember) -> dict[str, str]:
    """Everything that could be shown to the others of one company, by kind of fact."""
    challenge = member.challenge
    facts = {"company": challenge.company.name, "function": function_of(challenge)}
    if member.flow is not None:
        facts |= dict(flow_facts(member.flow))
    else:
        facts |= {"municipality": challenge.municipality.name, "title": challenge.title}
        if challenge.approved_teaser is not None:
            facts["teaser"] = challenge.approved_teaser.text
    return {kind: facts[kind] for kind in FACTS if facts.get(kind)}


def function_of(challenge: Challenge) -> str:
    """Whom to ask for at the company: a function, no person."""
    people = [each for each in challenge.company.accounts if each.is_active]
    return people[0].display_name if people else challenge.company.contact_name or ""


def choosable(kind: JointKind) -> list[str]:
    """What a manager may leave out."""
    left = {"title", "teaser"} if kind is JointKind.TRIAD else set(FACTS) - {
        "municipality", "title", "teaser",
    }  # fmt: skip
    return [each for each in FACTS if each not in left and each not in ALWAYS]


def part_rows(match: FlowMatch) -> Iterator[tuple[LazyString, str, float | None]]:
    """Each comparison with what was measured and its share; without one, what is not known."""
    known = {each.kind: each for each in match.parts}
    for kind, name in PARTS.items():
        part = known.get(kind)
        if part is None:
            yield name, _("nicht verglichen, weil eine Angabe fehlt"), None
        else:
            yield name, _measured(kind, part.value), part.share


def _measured(kind: PartKind, value: float) -> str:
    match kind:
        case PartKind.MATERIAL:
            return _("derselbe Stoff") if value == 1 else _("dieselbe Stoffgruppe oder ähnlich")
        case PartKind.QUANTITY:
            percent = format_decimal(round(value * 100, 0 if value >= 0.1 else 1))
            return _("die kleinere Menge ist %(percent)s %% der größeren", percent=percent)
        case PartKind.PURITY:
            points = format_decimal(round(value, 1))
            return (
                _("es fehlen %(points)s Prozentpunkte", points=points) if value else _("reicht aus")
            )
        case PartKind.DISTANCE:
            return (
                _("etwa %(km)s km Luftlinie", km=format_decimal(value))
                if value
                else _("in derselben Gemeinde")
            )
    return _("gleich") if value == 1 else _("verschieden")
