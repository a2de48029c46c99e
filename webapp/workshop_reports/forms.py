"""What the hosts add to the report."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from models.workshop import LONGEST_SUMMARY
from webapp.forms import AtMost, Form, PlainText


class NextStepsForm(Form):
    """What comes next; may be empty."""

    next_steps = TextAreaField(
        _l("Wie es weitergeht"),
        [AtMost(LONGEST_SUMMARY), PlainText()],
        description=_l(
            "Zum Beispiel: wer sich bis wann meldet, und wann das nächste Treffen ist. Das liest "
            "jeder, der den Bericht liest."
        ),
    )
