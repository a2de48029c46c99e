"""What somebody says who comes to a workshop; no account is needed."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields import SelectChoice

from models import Account, Participant, Role, Side, SizeClass, SupportKind
from webapp.addresses import Address, as_stored
from webapp.database import get_session
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.industries import BROAD_DIVISIONS, broad_division
from webapp.labels import choices
from webapp.workshops import queries


class ParticipantForm(Form):
    """Who comes, from where, and what for; all but name and organisation may stay open."""

    name = StringField(
        _l("Ihr Name"),
        [Required(_l("Bitte geben Sie Ihren Namen an.")), AtMost(200), PlainText()],
        description=_l("So steht er auf dem Namensschild."),
        render_kw={"autocomplete": "name"},
    )
    organisation = StringField(
        _l("Unternehmen oder Einrichtung"),
        [Required(_l("Bitte geben Sie an, woher Sie kommen.")), AtMost(200), PlainText()],
        render_kw={"autocomplete": "organization"},
    )
    side = RadioField(
        _l("Als wer kommen Sie?"),
        [Required(_l("Bitte wählen Sie aus, als wer Sie kommen."))],
        choices=choices(*Side),
    )
    industry_code = SelectField(_l("Branche"))
    size_class = SelectField(_l("Größe des Unternehmens"))
    municipality_ags = SelectField(_l("Gemeinde"))
    areas = SelectMultipleField(
        _l("Wofür kommen Sie?"),
        description=_l("Mehreres ist möglich."),
        choices=choices(*SupportKind),
    )
    wants_talks = BooleanField(
        _l("Ich möchte Einzelgespräche führen."),
        description=_l(
            "Kurze Gespräche zwischen Unternehmen und Hochschule; den Plan dafür machen wir."
        ),
    )
    is_listed = BooleanField(
        _l("Andere Teilnehmende dürfen meinen Namen und meine Einrichtung lesen."),
        description=_l(
            "Freiwillig. Nur wer angemeldet ist, liest das, um sich ein Gespräch mit Ihnen zu "
            "wünschen. Sie können das jederzeit ändern."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = SelectChoice("", _("Keine Angabe"))
        self.industry_code.choices = [
            SelectChoice("", _("Keine oder eine andere Branche")),
            *(
                SelectChoice(code, words)
                for code, words in sorted(BROAD_DIVISIONS.items(), key=lambda each: each[1])
            ),
        ]
        self.size_class.choices = [nothing, *choices(*SizeClass)]
        places = queries.municipalities(get_session())
        self.municipality_ags.choices = [
            nothing, *(SelectChoice(each.ags, each.name) for each in places),
        ]  # fmt: skip

    @property
    def facts(self) -> dict[str, Any]:
        """As a registration keeps them."""
        return {
            "name": self.name.data,
            "organisation": self.organisation.data,
            "side": Side(self.side.data),
            "industry_code": self.industry_code.data or None,
            "size_class": SizeClass(self.size_class.data) if self.size_class.data else None,
            "municipality_ags": self.municipality_ags.data or None,
            "areas": sorted(self.areas.data or []),
            "wants_talks": self.wants_talks.data,
            "is_listed": self.is_listed.data,
        }

    @classmethod
    def of(cls, participant: Participant) -> "ParticipantForm":
        """Filled with what is known."""
        return cls(
            data={
                "name": participant.name,
                "organisation": participant.organisation,
                "side": participant.side.value,
                "industry_code": participant.industry_code or "",
                "size_class": participant.size_class.value if participant.size_class else "",
                "municipality_ags": participant.municipality_ags or "",
                "areas": participant.areas,
                "wants_talks": participant.wants_talks,
                "is_listed": participant.is_listed,
            }
        )


class RegistrationForm(ParticipantForm):
    """The same, with the mailbox and the consent."""

    email = EmailField(
        _l("E-Mail-Adresse"),
        [Required(_l("Bitte geben Sie Ihre E-Mail-Adresse an.")), Address()],
        description=_l("Dorthin gehen die Bestätigung und Änderungen, sonst nichts."),
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    consent = BooleanField(
        _l("Ich habe die Hinweise zum Datenschutz gelesen und bin einverstanden."),
        [Required(_l("Ohne Ihr Einverständnis dürfen wir die Anmeldung nicht speichern."))],
    )

    @property
    def address(self) -> str:
        """The mailbox, in the form the database knows."""
        return as_stored(self.email.data or "") or ""

    @classmethod
    def prefilled(cls, user: Account | None) -> "RegistrationForm":
        """With what the account of somebody signed in says."""
        return cls(data=_known_of(user))

    def link_to(self, user: Account | None) -> dict[str, Any]:
        """The account, where somebody signed in registers their own mailbox and not a colleague."""
        if user is None or user.role not in REGISTERED_ROLES or user.email != self.address:
            return {}
        is_professor = self.side.data == Side.PROFESSOR.value and user.profile is not None
        return {
            "account_id": user.id,
            "profile_id": user.profile.id if is_professor and user.profile else None,
        }


REGISTERED_ROLES = {Role.COMPANY, Role.PROFESSOR}


def _known_of(user: Account | None) -> dict[str, Any]:
    if user is None or user.role not in REGISTERED_ROLES:
        return {}
    known: dict[str, Any] = {"name": user.display_name, "email": user.email}
    if user.role is Role.PROFESSOR:
        university = user.profile.department.campus.university.name if user.profile else ""
        return {**known, "organisation": university, "side": Side.PROFESSOR.value}
    company = user.company
    if company is None:
        return known
    code = company.industry_code or ""
    return {
        **known,
        "organisation": company.name,
        "side": Side.COMPANY.value,
        "industry_code": code[:2] if broad_division(code) else "",
        "size_class": company.size_class.value if company.size_class else "",
        "municipality_ags": company.municipality_ags,
    }
