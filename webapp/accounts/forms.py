"""The forms around an account: sign in, register, confirm, set a password, keep details."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, PasswordField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from models import Account, IndustryEdition, Municipality, SizeClass
from webapp import passwords
from webapp.addresses import Address
from webapp.forms import AtMost, Form, Required
from webapp.i18n import LANGUAGES
from webapp.labels import choices
from webapp.reaching import company_field, function_field, phone_field

INDUSTRY_CODE = re.compile(r"\d{2}(\.\d{1,2}(\.\d)?)?")


class NewPassword:
    """Long enough, short enough to be hashed, and not to be guessed from what stands around it."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Say what is wrong in words."""
        complaint = passwords.weakness(
            field.data or "", *form.known_to_strangers(), least=form.least
        )
        if complaint is not None:
            raise ValidationError(complaint)


def _address(label: Any, autocomplete: str, *checks: Any, description: Any = "") -> EmailField:
    required = Required(_l("Bitte geben Sie Ihre E-Mail-Adresse an."))
    return EmailField(
        label,
        [required, *checks],
        description=description,
        render_kw={"autocomplete": autocomplete, "spellcheck": "false"},
    )


def _known_password(label: Any) -> PasswordField:
    return PasswordField(
        label,
        [Required(_l("Bitte geben Sie Ihr Passwort ein.")), AtMost(passwords.MOST)],
        render_kw={"autocomplete": "current-password"},
    )


def _new_password(label: Any) -> PasswordField:
    return PasswordField(
        label,
        [
            Required(_l("Bitte geben Sie ein Passwort ein, das Sie nur hier benutzen.")),
            NewPassword(),
        ],
        description=_password_hint(passwords.LEAST),
        render_kw={"autocomplete": "new-password"},
    )


def _password_hint(least: int) -> Any:
    return _l(
        "Mindestens %(least)s Zeichen. Ein Satz aus mehreren Wörtern ist leicht zu merken "
        "und schwer zu erraten. Sonderzeichen müssen nicht sein.",
        least=least,
    )


class SignInForm(Form):
    """Address and password."""

    email = _address(_l("E-Mail-Adresse"), "username")
    password = _known_password(_l("Passwort"))

    def refuse(self) -> None:
        """The same words whether the address, the password or the account was not right."""
        self.password.errors = [_("E-Mail-Adresse und Passwort passen nicht zusammen.")]


class RegisterForm(Form):
    """A company opens its account by itself."""

    company = company_field()
    municipality = SelectField(
        _l("Stadt oder Gemeinde"),
        [Required(_l("Bitte wählen Sie die Stadt oder Gemeinde aus."))],
        description=_l("Wo Ihr Unternehmen seinen Sitz oder Betrieb hat."),
    )
    size_class = RadioField(
        _l("Größe des Unternehmens"),
        [Required(_l("Bitte wählen Sie die Größe aus. Eine Schätzung genügt."))],
        choices=choices(*SizeClass),
        description=_l("Einteilung nach der Empfehlung 2003/361/EG. Eine Schätzung genügt."),
    )
    industry_code = StringField(
        _l("WZ-Code"),
        description=_l(
            "Ihre Klasse in der Klassifikation der Wirtschaftszweige, zum Beispiel 22.29. "
            "Wenn Sie ihn nicht kennen, lassen Sie das Feld leer."
        ),
    )
    industry_edition = RadioField(
        _l("Ausgabe des WZ-Codes"), choices=choices(*IndustryEdition), validate_choice=False
    )
    function = function_field()
    email = _address(
        _l("E-Mail-Adresse"),
        "email",
        Address(),
        description=_l("Hierhin schicken wir den Link, mit dem Sie die Registrierung abschließen."),
    )
    phone = phone_field()
    password = _new_password(_l("Passwort"))
    least = passwords.LEAST

    def offer(self, municipalities: Sequence[Municipality]) -> None:
        """Fill the select from the database."""
        self.municipality.choices = [
            SelectChoice("", _l("Bitte wählen")),
            *(SelectChoice(each.ags, each.name) for each in municipalities),
        ]

    def known_to_strangers(self) -> list[str]:
        """Words a guesser would try first."""
        return [self.email.data or "", self.company.data or "", self.function.data or ""]

    def validate_industry_code(self, field: Field) -> None:
        """A class with two to five digits, if there is one."""
        if field.data and not INDUSTRY_CODE.fullmatch(field.data):
            raise ValidationError(
                _("Ein WZ-Code besteht aus Ziffern und Punkten, zum Beispiel 22.29 oder 22.29.0.")
            )

    def validate_industry_edition(self, field: Field) -> None:
        """A code means different things in different editions."""
        if self.industry_code.data and field.data not in {each.value for each in IndustryEdition}:
            raise ValidationError(
                _(
                    "Bitte wählen Sie, aus welcher Ausgabe der WZ-Code stammt, "
                    "oder lassen Sie ihn weg."
                )
            )


class ForgottenForm(Form):
    """Where to send a link for a new password."""

    email = _address(_l("E-Mail-Adresse"), "username", Address())


class SetPasswordForm(Form):
    """A new password, by a link or for the first time."""

    password = _new_password(_l("Neues Passwort"))
    known: Sequence[str] = ()
    least = passwords.LEAST

    def expect(self, account: Account, least: int) -> None:
        """Measure the password by whose it is going to be."""
        self.known, self.least = [account.email, account.display_name], least
        self.password.description = _password_hint(least)

    def known_to_strangers(self) -> Sequence[str]:
        """Words a guesser would try first."""
        return self.known


class ChangePasswordForm(SetPasswordForm):
    """A new password by somebody who knows the old one."""

    current_password = _known_password(_l("Bisheriges Passwort"))

    def refuse(self) -> None:
        """The old password was another one."""
        self.current_password.errors = [_("Das bisherige Passwort stimmt nicht.")]


class DetailsForm(Form):
    """What an account says about its owner."""

    display_name = function_field()
    phone = phone_field()
    language = RadioField(
        _l("Sprache der Seiten und E-Mails"),
        [Required(_l("Bitte wählen Sie eine Sprache."))],
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )
