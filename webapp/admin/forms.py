"""The forms by which somebody is invited: one per role, each asking for its organisation."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import EmailField, Field, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from models import Account, Role, SizeClass
from webapp.addresses import Address
from webapp.admin import queries
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.labels import choices, label
from webapp.memberships import account_of_address

CHOOSE = SelectChoice("", _l("Bitte wählen"))


class RoleFilterForm(Form):
    """Which accounts to list."""

    class Meta(Form.Meta):
        """It only looks, so it needs no token."""

        csrf = False

    rolle = SelectField(
        _l("Rolle"),
        choices=[SelectChoice("", _l("Alle Rollen")), *choices(*Role)],
        validate_choice=False,
    )

    @property
    def role(self) -> Role | None:
        """The chosen role, if it is one."""
        return next((each for each in Role if each.value == self.rolle.data), None)


class RecipientFilterForm(Form):
    """Whose mail to show."""

    class Meta(Form.Meta):
        """It only looks, so it needs no token."""

        csrf = False

    an = SelectField(_l("Empfänger"), validate_choice=False)

    def offer(self, recipients: Sequence[Account]) -> None:
        """Fill the select with those who got mail."""
        self.an.choices = [
            SelectChoice("", _l("Alle")),
            *(SelectChoice(str(each.id), each.email) for each in recipients),
        ]


class MembershipForm(Form):
    """In which role and for whom an account acts."""

    place = SelectField(
        _l("Rolle und Organisation"),
        [Required(_l("Bitte wählen Sie, in welcher Rolle und für wen das Konto handeln soll."))],
    )

    def offer(self, session: Session, account: Account) -> None:
        """Every place there is but the one that the account has."""
        departments = [
            (each.id, f"{each.campus.university.short} {each.campus.name}: {each.name}")
            for each in queries.departments(session)
        ]
        supporting = [(each.id, each.name) for each in queries.supporting_organisations(session)]
        universities = [(each.id, each.name) for each in queries.universities(session)]
        known: dict[Role, list[Any]] = {
            Role.COMPANY: [(each.id, each.name) for each in queries.companies(session)],
            Role.PROFESSOR: departments,
            Role.TRANSFER_MANAGER: universities,
            Role.SUPPORTER: supporting,
            Role.SCOUT: supporting,
            Role.ADMIN: [("", label(Role.ADMIN))],
        }
        department_id = account.profile.department_id if account.profile else None
        owner = account.company_id or account.university_id or account.organisation_id
        here = department_id if account.role is Role.PROFESSOR else owner
        self.place.choices = {
            "": [CHOOSE],
            **{
                str(label(role)): [
                    SelectChoice(f"{role.value}:{key}", name)
                    for key, name in places
                    if (role, key or None) != (account.role, here)
                ]
                for role, places in known.items()
            },
        }

    @property
    def chosen(self) -> tuple[Role, uuid.UUID | None]:
        """Role, and the id of the organisation or department."""
        role, _, key = (self.place.data or "").partition(":")
        return Role(role), uuid.UUID(key) if key else None


class InviteForm(Form):
    """Whom every invitation needs."""

    email = EmailField(
        _l("E-Mail-Adresse"),
        [Required(_l("Bitte geben Sie die E-Mail-Adresse an.")), Address()],
        description=_l("Hierhin geht die Einladung mit einem Link, der vierzehn Tage gilt."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    session: Session

    def offer(self, session: Session) -> None:
        """Fill the selects from the database."""
        self.session = session

    def validate_email(self, field: Field) -> None:
        """One account per address; an administrator may know that there is one."""
        if account_of_address(self.session, field.data or "") is not None:
            raise ValidationError(_("Zu dieser Adresse gibt es schon ein Konto."))


class InviteByFunctionForm(InviteForm):
    """Whoever is known by a function."""

    display_name = StringField(
        _l("Funktion"),
        [
            Required(_l("Bitte geben Sie die Funktion an, zum Beispiel „Geschäftsführung“.")),
            AtMost(200),
            PlainText(),
        ],
        description=_l(
            "So erscheint das Konto, zum Beispiel „Geschäftsführung“. "
            "Einen Namen brauchen wir nicht."
        ),
    )


class InviteCompanyForm(InviteByFunctionForm):
    """Somebody of a company we know or do not know yet."""

    company = SelectField(
        _l("Unternehmen"),
        description=_l("Ist es noch nicht dabei, lassen Sie „Neues Unternehmen“ stehen."),
    )
    new_company = StringField(_l("Name des neuen Unternehmens"), [AtMost(200), PlainText()])
    municipality = SelectField(_l("Stadt oder Gemeinde des neuen Unternehmens"))
    size_class = SelectField(
        _l("Größe des neuen Unternehmens"),
        choices=[SelectChoice("", _l("Unbekannt")), *choices(*SizeClass)],
    )

    def offer(self, session: Session) -> None:
        """Fill the selects from the database."""
        super().offer(session)
        self.company.choices = [
            SelectChoice("", _l("Neues Unternehmen")),
            *(SelectChoice(str(each.id), each.name) for each in queries.companies(session)),
        ]
        self.municipality.choices = [
            CHOOSE,
            *(SelectChoice(each.ags, each.name) for each in queries.municipalities(session)),
        ]

    def validate_new_company(self, field: Field) -> None:
        """A new company needs a name."""
        if not self.company.data and not field.data:
            raise ValidationError(
                _("Bitte wählen Sie oben ein Unternehmen oder geben Sie hier den Namen an.")
            )

    def validate_municipality(self, field: Field) -> None:
        """A new company needs a place."""
        if not self.company.data and not field.data:
            raise ValidationError(_("Bitte wählen Sie die Stadt oder Gemeinde aus."))


class InviteProfessorForm(InviteForm):
    """A chair, whose profile waits unpublished for its owner."""

    chair = StringField(
        _l("Lehrgebiet"),
        [Required(_l("Bitte geben Sie das Lehrgebiet an.")), AtMost(200), PlainText()],
        description=_l("So erscheint das Konto, zum Beispiel „Lehrgebiet Umwelttechnik“."),
    )
    department = SelectField(
        _l("Fachbereich"), [Required(_l("Bitte wählen Sie den Fachbereich aus."))]
    )

    def offer(self, session: Session) -> None:
        """Fill the select from the database."""
        super().offer(session)
        self.department.choices = [
            CHOOSE,
            *(
                SelectChoice(
                    str(each.id), f"{each.campus.university.short} {each.campus.name}: {each.name}"
                )
                for each in queries.departments(session)
            ),
        ]


class InviteTransferManagerForm(InviteByFunctionForm):
    """Somebody of a Transferstelle."""

    university = SelectField(
        _l("Hochschule"), [Required(_l("Bitte wählen Sie die Hochschule aus."))]
    )

    def offer(self, session: Session) -> None:
        """Fill the select from the database."""
        super().offer(session)
        self.university.choices = [
            CHOOSE,
            *(SelectChoice(str(each.id), each.name) for each in queries.universities(session)),
        ]


class InviteSupporterForm(InviteByFunctionForm):
    """Somebody of a city, chamber or agency."""

    organisation = SelectField(
        _l("Organisation"), [Required(_l("Bitte wählen Sie die Organisation aus."))]
    )

    def offer(self, session: Session) -> None:
        """Fill the select from the database."""
        super().offer(session)
        self.organisation.choices = [
            CHOOSE,
            *(
                SelectChoice(str(each.id), each.name)
                for each in queries.supporting_organisations(session)
            ),
        ]


INVITATIONS: dict[Role, Any] = {
    Role.COMPANY: InviteCompanyForm,
    Role.PROFESSOR: InviteProfessorForm,
    Role.TRANSFER_MANAGER: InviteTransferManagerForm,
    Role.SUPPORTER: InviteSupporterForm,
    Role.SCOUT: InviteSupporterForm,
    Role.ADMIN: InviteByFunctionForm,
}
"""Which form invites whom."""
