"""The form for another mail address; the one that asks who one is stands in stepping_up."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField
from wtforms.validators import ValidationError

from models import Account
from webapp.addresses import Address, as_stored
from webapp.forms import Form, Required


class AddressForm(Form):
    """Where mails go from now on."""

    email = EmailField(
        _l("Neue E-Mail-Adresse"),
        [Required(_l("Bitte geben Sie die neue E-Mail-Adresse an.")), Address()],
        description=_l("Hierhin schicken wir einen Link. Erst wenn Sie ihm folgen, gilt sie."),
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    account: Account

    def validate_email(self, field: EmailField) -> None:
        """The same address again changes nothing."""
        if as_stored(field.data or "") == self.account.email:
            raise ValidationError(_("Das ist schon Ihre E-Mail-Adresse."))
