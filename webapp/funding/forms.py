"""What managers write about programmes."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from models import (
    CooperationFormat,
    FundingApplicant,
    FundingLevel,
    FundingPartner,
    FundingProgramme,
    FundingRegion,
    FundingStage,
    Municipality,
)
from models.funding import FACTS, LONGEST_WEB_ADDRESS, as_plain
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.funding.words import known_codes, theme_words
from webapp.labels import choices

WEB_ADDRESS = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?", re.IGNORECASE)
LONGEST_PURPOSE = 600
LONGEST_NOTE = 2000
NOT_KNOWN = _l("Nicht bekannt")
CHOOSE = _l("Bitte wählen Sie eine Möglichkeit aus der Liste.")


class ProgrammeForm(Form):
    """A Förderprogramm: what nobody has read in a source stays empty."""

    name = StringField(
        _l("Name des Programms"),
        [Required(_l("Bitte nennen Sie das Programm.")), AtMost(200), PlainText()],
    )
    provider = StringField(
        _l("Wer es vergibt"),
        [Required(_l("Bitte nennen Sie, wer das Programm vergibt.")), AtMost(200), PlainText()],
    )
    level = SelectField(_l("Ebene"), choices=choices(*FundingLevel), validate_choice=False)
    purpose = TextAreaField(
        _l("Was wird gefördert?"),
        [AtMost(LONGEST_PURPOSE), PlainText()],
        description=_l("In ein bis zwei Sätzen, wie sie ein Unternehmen versteht."),
    )
    applicants = SelectMultipleField(
        _l("Wer darf einen Antrag stellen?"), choices=choices(*FundingApplicant),
        validate_choice=False,
    )  # fmt: skip
    partner = SelectField(_l("Hochschule"), validate_choice=False)
    stages = SelectMultipleField(
        _l("Für welche Vorhaben?"), choices=choices(*FundingStage), validate_choice=False
    )
    formats = SelectMultipleField(
        _l("Für welche Form der Zusammenarbeit?"), choices=choices(*CooperationFormat),
        validate_choice=False,
    )  # fmt: skip
    themes = SelectMultipleField(_l("Für welche Themen?"), validate_choice=False)
    region = SelectField(_l("Wo muss man sein?"), validate_choice=False)
    places = SelectMultipleField(_l("Welche Städte und Gemeinden?"), validate_choice=False)
    valid_from = DateField(_l("Gültig ab"), [Optional()])
    valid_until = DateField(
        _l("Gültig bis"),
        [Optional()],
        description=_l("Danach steht das Programm als abgelaufen da und ist kein Hinweis mehr."),
    )
    source_address = StringField(
        _l("Internetadresse der Quelle"),
        [AtMost(LONGEST_WEB_ADDRESS)],
        description=_l("Mit https:// am Anfang."),
    )
    source_kind = StringField(
        _l("Was dort steht"),
        [AtMost(200), PlainText()],
        description=_l("Zum Beispiel „Richtlinie vom 3. März“ oder „Seite des Projektträgers“."),
    )
    rate = StringField(
        _l("Fördersatz"),
        [AtMost(200), PlainText()],
        description=_l("Nur wie in der Quelle. Leer heißt: nicht nachgesehen."),
    )
    maximum = StringField(
        _l("Höchstbetrag"),
        [AtMost(200), PlainText()],
        description=_l("Nur wie in der Quelle. Leer heißt: nicht nachgesehen."),
    )
    deadline_on = DateField(_l("Antragsfrist"), [Optional()])
    note = TextAreaField(
        _l("Notiz für die Transferstellen"),
        [AtMost(LONGEST_NOTE), PlainText()],
        description=_l("Diese Notiz lesen nur die Transferstellen beider Hochschulen."),
    )
    is_checked = BooleanField(
        _l("Ich habe alle Angaben heute mit der Quelle verglichen"),
        description=_l(
            "180 Tage lang gelten sie dann als geprüft. Wer später etwas ändert, ohne neu zu "
            "prüfen, macht den Eintrag wieder ungeprüft."
        ),
    )

    def __init__(self, municipalities: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.partner.choices = [SelectChoice("", NOT_KNOWN), *choices(*FundingPartner)]
        self.region.choices = [SelectChoice("", NOT_KNOWN), *choices(*FundingRegion)]
        self.themes.choices = [SelectChoice(each, theme_words(each)) for each in known_codes()]
        self.places.choices = [SelectChoice(each.ags, each.name) for each in municipalities]

    @classmethod
    def of(
        cls, programme: FundingProgramme | None, municipalities: Sequence[Municipality]
    ) -> "ProgrammeForm":
        """What was sent; else the entry as it is."""
        if programme is None:
            return cls(municipalities)
        data = {name: getattr(programme, name) for name in (*FACTS, "note")}
        for name in ("level", "partner", "region"):
            data[name] = as_plain(data[name]) or ""
        return cls(municipalities, data=data)

    @property
    def facts(self) -> dict[str, Any]:
        """What was written, as the entry keeps it; lists in the order they are shown in."""
        facts: dict[str, Any] = {name: self[name].data for name in (*FACTS, "note")}
        for name in ("applicants", "stages", "formats", "themes", "places"):
            chosen = set(facts[name] or ())
            facts[name] = [c.value for c in self[name].choices if c.value in chosen]
        if facts["region"] != FundingRegion.PLACES.value:
            facts["places"] = []
        facts["level"] = FundingLevel(facts["level"])
        facts["partner"] = FundingPartner(facts["partner"]) if facts["partner"] else None
        facts["region"] = FundingRegion(facts["region"]) if facts["region"] else None
        return {name: "" if value is None and name in TEXTS else value
                for name, value in facts.items()}  # fmt: skip

    def validate_source_address(self, field: Field) -> None:
        """An address of the web; and figures or a check without one would be hearsay."""
        if field.data and not WEB_ADDRESS.fullmatch(field.data):
            raise ValidationError(
                _("Bitte geben Sie eine Adresse an, die mit https:// oder http:// beginnt.")
            )
        if not field.data and (self.rate.data or self.maximum.data or self.deadline_on.data):
            raise ValidationError(
                _("Für Fördersatz, Höchstbetrag und Frist brauchen wir die Quelle.")
            )
        if not field.data and self.is_checked.data:
            raise ValidationError(_("Womit haben Sie verglichen? Bitte nennen Sie die Quelle."))

    def validate_valid_until(self, field: Field) -> None:
        """Nothing ends before it begins."""
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError(_("Das Ende liegt vor dem Anfang."))

    def validate_places(self, field: Field) -> None:
        """Single places, where the region says so."""
        if self.region.data == FundingRegion.PLACES.value and not field.data:
            raise ValidationError(_("Bitte kreuzen Sie an, welche es sind."))
        _one_of_them(self, field)

    def validate_level(self, field: Field) -> None:
        """One of the list."""
        _one_of_them(self, field)

    validate_partner = validate_region = validate_level
    validate_applicants = validate_stages = validate_formats = validate_themes = validate_level


TEXTS = frozenset(
    {"name", "provider", "purpose", "rate", "maximum", "source_address", "source_kind", "note"}
)


def _one_of_them(form: Form, field: Field) -> None:
    known = {str(each.value) for each in field.choices}
    sent = field.data if isinstance(field.data, list) else [field.data or ""]
    if not known.issuperset(sent):
        raise ValidationError(CHOOSE)
