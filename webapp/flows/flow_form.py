"""What somebody says of a Stoffstrom."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice

from models import (
    FlowDirection,
    FlowPeriod,
    FlowShape,
    FlowUnit,
    MaterialFlow,
    Municipality,
)
from models.flow import LARGEST_QUANTITY, WHOLE
from webapp.flows.words import name_of
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.labels import choices
from webapp.matching import materials
from webapp.quantities import Quantity, read_quantity
from webapp.value_fields import AmountField, typed

LONGEST_LINE = 200
HUNDRED = Decimal(100)


class FlowForm(Form):
    """Material, quantity, purity, shape and place; only what it is has to be said."""

    direction = RadioField(
        _l("Geht es um etwas, das Sie abgeben möchten, oder suchen Sie etwas?"),
        [Required(_l("Bitte wählen Sie: abzugeben oder gesucht."))],
        choices=choices(*FlowDirection),
        validate_choice=False,
    )
    material = SelectField(_l("Stoff"), validate_choice=False)
    wording = StringField(
        _l("In Ihren Worten"),
        [AtMost(LONGEST_LINE), PlainText()],
        description=_l("Zum Beispiel: Stretchfolie aus dem Wareneingang, transparent."),
    )
    quantity = StringField(
        _l("Menge"),
        description=_l("Eine grobe Zahl genügt: „12,5“ oder gleich „1.200 t/a“."),
    )
    unit = SelectField(_l("Einheit"), validate_choice=False)
    period = SelectField(_l("Zeitraum"), validate_choice=False)
    purity_from = AmountField(_l("Reinheit von"))
    purity_to = AmountField(_l("Reinheit bis"))
    shape = SelectField(_l("Form"), validate_choice=False)
    contaminants = StringField(
        _l("Störstoffe"),
        [AtMost(LONGEST_LINE), PlainText()],
        description=_l("Was nicht hineingehört: Etiketten, Öl, Metall, Feuchte …"),
    )
    municipality_ags = SelectField(_l("Wo fällt der Stoff an, oder wo wird er gebraucht?"))

    def __init__(self, municipalities: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        nothing = SelectChoice("", _("keine Angabe"))
        self.material.choices = {
            "": [SelectChoice("", _("Bitte wählen, oder in Ihren Worten sagen"))],
            **{
                name_of(group): [
                    SelectChoice(each.code, name_of(each))
                    for each in (group, *materials().kinds_of(group))
                ]
                for group in materials().groups
            },
        }
        self.unit.choices = [nothing, *choices(*FlowUnit)]
        self.period.choices = [nothing, *choices(*FlowPeriod)]
        self.shape.choices = [nothing, *choices(*FlowShape)]
        self.municipality_ags.choices = [
            SelectChoice(each.ags, each.name) for each in municipalities
        ]
        self.read: Quantity | None = None

    @classmethod
    def of(cls, municipalities: Sequence[Municipality], flow: MaterialFlow) -> "FlowForm":
        """As it was written down; what is sent counts instead."""
        return cls(
            municipalities,
            data={
                "direction": flow.direction.value,
                "material": flow.material,
                "wording": flow.wording,
                "quantity": typed(flow.quantity) if flow.quantity is not None else "",
                "unit": flow.unit.value if flow.unit else "",
                "period": flow.period.value if flow.period else "",
                "purity_from": flow.purity[0] if flow.purity else None,
                "purity_to": flow.purity[1] if flow.purity else None,
                "shape": flow.shape.value if flow.shape else "",
                "contaminants": flow.contaminants,
                "municipality_ags": flow.municipality_ags,
            },
        )

    @classmethod
    def fresh(cls, municipalities: Sequence[Municipality], ags: str) -> "FlowForm":
        """With what most people mean: tonnes a year, at the place of the need."""
        usual = {"unit": FlowUnit.TONNE.value, "period": FlowPeriod.YEAR.value}
        return cls(municipalities, data={"municipality_ags": ags, **usual})

    @property
    def says_more(self) -> bool:
        """Whether something stands in what is asked only of those who know it."""
        detailed = (self.purity_from, self.purity_to, self.shape, self.contaminants)
        return any(each.data or each.errors for each in detailed)

    @property
    def facts(self) -> dict[str, Any]:
        """The columns of a Stoffstrom, once everything is right."""
        number = self.read.number if self.read else None
        low, high = self._purity()
        return {
            "direction": FlowDirection(self.direction.data),
            "material": self.material.data,
            "wording": self.wording.data,
            "quantity_thousandths": _thousandths(number),
            "unit": FlowUnit(self._unit()) if number is not None else None,
            "period": FlowPeriod(self._period()) if number is not None else None,
            "purity_from": _thousandths(low),
            "purity_to": _thousandths(high),
            "shape": FlowShape(self.shape.data) if self.shape.data else None,
            "contaminants": self.contaminants.data,
            "municipality_ags": self.municipality_ags.data,
        }

    def validate_direction(self, field: Field) -> None:
        """One of the two."""
        one_of(field, {each.value for each in FlowDirection})

    def validate_material(self, field: Field) -> None:
        """From the list, or in own words."""
        one_of(field, {"", *(each.code for each in materials())})
        if not field.data and not self.wording.data:
            raise ValidationError(_("Bitte wählen Sie einen Stoff, oder sagen Sie ihn selbst."))

    def validate_quantity(self, field: Field) -> None:
        """A number above zero, with unit and period beside it or in it."""
        self.read = read_quantity(field.data) if field.data else None
        if field.data and self.read is None:
            raise ValidationError(
                _("Bitte schreiben Sie eine Zahl, zum Beispiel „12,5“ oder „1.200 t/a“.")
            )
        if self.read is None:
            return
        if not 0 < self.read.number <= LARGEST_QUANTITY:
            raise ValidationError(_("Bitte nennen Sie eine Menge über null, die es geben kann."))
        if not self._unit() or not self._period():
            raise ValidationError(
                _("Es fehlt noch, wovon: Bitte wählen Sie Einheit und Zeitraum, etwa t pro Jahr.")
            )

    def validate_unit(self, field: Field) -> None:
        """One of the list."""
        one_of(field, {"", *(each.value for each in FlowUnit)})

    def validate_period(self, field: Field) -> None:
        """One of the list."""
        one_of(field, {"", *(each.value for each in FlowPeriod)})

    def validate_shape(self, field: Field) -> None:
        """One of the list."""
        one_of(field, {"", *(each.value for each in FlowShape)})

    def validate_purity_from(self, field: AmountField) -> None:
        """No more than there is."""
        _per_cent(field)

    def validate_purity_to(self, field: AmountField) -> None:
        """Not below the other end."""
        _per_cent(field)
        low = self.purity_from.amount
        if field.amount is not None and low is not None and field.amount < low:
            raise ValidationError(_("„Bis“ ist kleiner als „von“. Bitte prüfen Sie beide Zahlen."))

    def _unit(self) -> str:
        return self.read.unit.value if self.read and self.read.unit else self.unit.data or ""

    def _period(self) -> str:
        return self.read.period.value if self.read and self.read.period else self.period.data or ""

    def _purity(self) -> tuple[Decimal | None, Decimal | None]:
        """One end alone is a minimum or a maximum."""
        low, high = self.purity_from.amount, self.purity_to.amount
        if low is None and high is None:
            return None, None
        return (low if low is not None else Decimal(0)), (high if high is not None else HUNDRED)


def _thousandths(number: Decimal | None) -> int | None:
    return None if number is None else max(int(number * WHOLE), 0)


def one_of(field: Field, known: set[str]) -> None:
    """Refuse what no list of ours holds."""
    if (field.data or "") not in known:
        raise ValidationError(_("Bitte wählen Sie etwas aus der Liste."))


def _per_cent(field: AmountField) -> None:
    if field.amount is not None and field.amount > HUNDRED:
        raise ValidationError(_("Mehr als 100 Prozent gibt es nicht."))
