"""The form for a caller: filled in by a manager with the telephone in the other hand."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, StringField, TelField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, ValidationError

from models import Company, SizeClass
from webapp.access import current_user
from webapp.addresses import Address
from webapp.challenges import queries
from webapp.challenges.forms import (
    NEEDED_DESCRIPTION,
    WORDS_FOR_DESCRIPTION,
    NeedForm,
    municipality_choices,
)
from webapp.challenges.operations import Caller, Need
from webapp.clock import now
from webapp.database import get_session
from webapp.forms import AtMost, PlainText
from webapp.labels import choices


class EnterForm(NeedForm):
    """A need told on the telephone, for a company that is known or a new one."""

    description = TextAreaField(
        _l("Das Problem in den Worten des Unternehmens"),
        description=WORDS_FOR_DESCRIPTION["description"],
        validators=NEEDED_DESCRIPTION,
    )
    known_company = StringField(
        _l("Bekanntes Unternehmen"),
        description=_l("Tippen Sie die ersten Buchstaben und wählen Sie aus der Liste."),
        render_kw={"autocomplete": "off"},
    )
    company_name = StringField(
        _l("Name des neuen Unternehmens"), validators=[PlainText(), AtMost(200)]
    )
    municipality_ags = SelectField(_l("Gemeinde"))
    size_class = SelectField(
        _l("Größe"),
        coerce=lambda value: SizeClass(value) if value else None,
        choices=[SelectChoice("", _l("Nicht bekannt")), *choices(*SizeClass)],
    )
    contact_name = StringField(
        _l("Ansprechperson, nach Funktion"),
        description=_l("Zum Beispiel „Geschäftsführung“ oder „Werkstattleitung“."),
        validators=[PlainText(), AtMost(200)],
    )
    email = EmailField(
        _l("E-Mail-Adresse"),
        description=_l("Dorthin geht eine Einladung, mit der das Unternehmen den Fall verfolgt."),
        validators=[Optional(), Address()],
    )
    contact_phone = TelField(_l("Telefon"), validators=[AtMost(40)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality_ags.choices = [
            SelectChoice("", _("Bitte wählen")),
            *municipality_choices(),
        ]
        self._known: Company | None = None

    @property
    def company(self) -> Company | Caller:
        """The company that was chosen, or the new one as it was told."""
        return self._known or Caller(
            name=self.company_name.data,
            municipality_ags=self.municipality_ags.data,
            size_class=self.size_class.data,
            contact_name=self.contact_name.data,
            contact_phone=self.contact_phone.data or "",
            email=self.email.data or "",
        )

    @property
    def need(self) -> Need:
        """What the operations take; the need is where its company is."""
        return Need(
            title=self.title.data,
            description=self.description.data,
            support_kinds=self.support_kinds.data,
            municipality_ags=None,
            needed_by=self.needed_by.data,
        )

    def validate_known_company(self, field: StringField) -> None:
        """Either a known company or a new one."""
        if field.data and self.company_name.data:
            raise ValidationError(
                _("Bitte wählen Sie ein bekanntes Unternehmen oder tragen Sie ein neues ein.")
            )
        if not field.data and not self.company_name.data:
            raise ValidationError(_("Für welches Unternehmen nehmen Sie den Bedarf auf?"))
        if field.data:
            self._known = queries.company_called(get_session(), field.data, current_user(), now())
            if self._known is None:
                raise ValidationError(
                    _(
                        "Dieses Unternehmen steht nicht in der Liste. Bitte wählen Sie eines "
                        "daraus oder tragen Sie es unten als neues ein."
                    )
                )

    def validate_company_name(self, field: StringField) -> None:
        """A company that is there already is not entered twice."""
        if field.data and queries.company_exists(
            get_session(), field.data, self.municipality_ags.data
        ):
            raise ValidationError(
                _("Dieses Unternehmen gibt es schon. Bitte wählen Sie es oben aus der Liste.")
            )

    def validate_municipality_ags(self, field: SelectField) -> None:
        """A new company is somewhere."""
        if self.company_name.data and not field.data:
            raise ValidationError(_("Bitte wählen Sie die Gemeinde des Unternehmens."))

    def validate_contact_name(self, field: StringField) -> None:
        """Somebody has to be asked for."""
        if self.company_name.data and not field.data:
            raise ValidationError(_("Nach welcher Funktion fragen wir, wenn wir zurückrufen?"))

    def validate_email(self, field: EmailField) -> None:
        """One address, one account."""
        if field.data and queries.account_exists(get_session(), field.data):
            raise ValidationError(
                _(
                    "Zu dieser Adresse gibt es schon ein Konto. Bitte wählen Sie das Unternehmen "
                    "oben aus oder lassen Sie die Adresse leer."
                )
            )

    def validate_contact_phone(self, field: TelField) -> None:
        """Without an address there is a number."""
        if self.company_name.data and not field.data and not self.email.data:
            raise ValidationError(
                _("Bitte notieren Sie eine Telefonnummer oder eine E-Mail-Adresse.")
            )
