"""What somebody says who could not use a page."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from models.accessibility import LONGEST_PAGE, LONGEST_REACH, LONGEST_REPORT
from webapp.forms import AtMost, Form, PlainText, Required


class BarrierForm(Form):
    """The barrier, where it is, and how to reach whoever met it, if they like."""

    text = TextAreaField(
        _l("Was hindert Sie?"),
        [
            Required(_l("Bitte beschreiben Sie, was nicht geht. Ein Satz genügt.")),
            AtMost(LONGEST_REPORT),
            PlainText(),
        ],
        description=_l(
            "Zum Beispiel: „Mit der Tastatur komme ich nicht zum Knopf.“ Wenn Sie mögen, nennen "
            "Sie Ihr Hilfsmittel."
        ),
    )
    place = StringField(
        _l("Auf welcher Seite?"),
        [AtMost(LONGEST_PAGE), PlainText()],
        description=_l("Die Adresse oder die Überschrift der Seite."),
        render_kw={"autocomplete": "off"},
    )
    reach = StringField(
        _l("Wie erreichen wir Sie?"),
        [AtMost(LONGEST_REACH), PlainText()],
        description=_l(
            "E-Mail-Adresse oder Telefonnummer, wenn Sie eine Antwort möchten. Ohne geht es auch."
        ),
        render_kw={"spellcheck": "false"},
    )
