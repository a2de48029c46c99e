"""The forms around the second factor."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField

from webapp.forms import AtMost, Form, Required
from webapp.passwords import MOST


class CodeForm(Form):
    """A code from the telephone, or a recovery code from the paper."""

    code = StringField(
        _l("Code"),
        [Required(_l("Bitte geben Sie den Code ein.")), AtMost(40)],
        description=_l("Sechs Ziffern aus der App auf Ihrem Telefon, oder ein Notfallcode."),
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )

    def refuse(self) -> None:
        """The same words whether a code is wrong, too old or was used before."""
        self.code.errors = [
            _(
                "Dieser Code gilt nicht oder nicht mehr. Bitte warten Sie, bis die App den "
                "nächsten zeigt, und geben Sie ihn gleich ein."
            )
        ]


class FirstCodeForm(CodeForm):
    """The first code, which shows that the telephone has read the secret."""

    code = StringField(
        _l("Code aus der App"),
        [Required(_l("Bitte geben Sie den Code ein, den die App zeigt.")), AtMost(40)],
        description=_l("Sechs Ziffern, die sich alle 30 Sekunden ändern."),
        render_kw={
            "autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false",
        },
    )  # fmt: skip


class SetUpForm(FirstCodeForm):
    """For somebody who is signed in: the password too, so that no open browser is enough."""

    password = PasswordField(
        _l("Ihr Passwort"),
        [Required(_l("Bitte geben Sie Ihr Passwort ein.")), AtMost(MOST)],
        render_kw={"autocomplete": "current-password"},
    )

    def refuse_password(self) -> None:
        """It was another one."""
        self.password.errors = [_("Das Passwort stimmt nicht.")]
