"""How content a company is, and a sentence if it likes."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice

from webapp.forms import AtMost, Form, PlainText, Required

SATISFACTION = {
    5: _l("sehr zufrieden"),
    4: _l("eher zufrieden"),
    3: _l("teils, teils"),
    2: _l("eher unzufrieden"),
    1: _l("sehr unzufrieden"),
}


class SatisfactionForm(Form):
    """One of five answers, and a remark."""

    satisfaction = RadioField(
        _l("Wie zufrieden sind Sie mit der Vermittlung?"),
        [Required(_l("Bitte wählen Sie eine Antwort."))],
        choices=[SelectChoice(str(number), words) for number, words in SATISFACTION.items()],
    )
    remark = TextAreaField(
        _l("Möchten Sie etwas dazu sagen?"),
        [AtMost(1000), PlainText()],
        description=_l("Das liest nur, wer Ihren Fall in der Transferstelle bearbeitet hat."),
    )
