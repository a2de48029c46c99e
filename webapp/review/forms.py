"""What a manager types in: reasons, searches, the Kurzfassung, words to the company."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    RadioField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import StopValidation

from models import Challenge, Outcome, RejectionReason, TeaserState
from webapp.forms import AtMost, EnoughWords, FewNames, Form, PlainText, Required, names_in
from webapp.identifying import find_identifying
from webapp.labels import choices
from webapp.teasers import next_version

LONGEST_MESSAGE = 3000
LONGEST_NOTE = 1000
SHORTEST_MESSAGE = 30
LONGEST_TEASER = 1200
SHORTEST_TEASER = 80
LONGEST_PREVIEW = 5000
"""Longer texts are no Kurzfassung; their beginning shows what they are."""
LONGEST_SEARCH = 1000


class AtLeast:
    """No fewer than so many characters; goes no further, because the rest would be noise."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, form: Form, field: Any) -> None:
        """Count characters."""
        if len(field.data or "") < self.limit:
            raise StopValidation(
                _("Bitte schreiben Sie mindestens %(limit)s Zeichen.", limit=self.limit)
            )


class RejectForm(Form):
    """Why a proposal does not fit."""

    reason = RadioField(
        _l("Warum passt der Vorschlag nicht?"),
        choices=choices(*RejectionReason),
        coerce=RejectionReason,
        validate_choice=False,
        validators=[Required(_l("Bitte wählen Sie einen Grund."))],
    )
    note = TextAreaField(
        _l("Notiz"),
        description=_l("Nur für die Transferstellen."),
        validators=[AtMost(LONGEST_NOTE)],
    )


class SearchForm(Form):
    """Free words to find experts by."""

    words = TextAreaField(
        _l("Wonach suchen Sie?"),
        description=_l(
            "Ein paar Stichworte oder ein ganzer Satz. Gesucht wird in den veröffentlichten "
            "Kompetenzprofilen beider Hochschulen."
        ),
        validators=[
            Required(_l("Bitte geben Sie ein, wonach Sie suchen.")),
            AtMost(LONGEST_SEARCH),
            PlainText(),
            EnoughWords(1, _l("Bitte geben Sie mindestens ein Wort ein.")),
        ],
    )


class TeaserForm(Form):
    """The Kurzfassung, checked for what would give the company away."""

    text = TextAreaField(
        _l("Kurzfassung für die Professor:innen"),
        description=_l(
            "Worum geht es fachlich, welche Hilfe ist gewünscht? "
            "Nichts, woran man das Unternehmen erkennt."
        ),
        validators=[
            Required(_l("Bitte schreiben Sie eine Kurzfassung.")),
            AtLeast(SHORTEST_TEASER),
            AtMost(LONGEST_TEASER),
            PlainText(),
        ],
    )
    becomes = HiddenField()
    """The version that was worked on when the page was opened."""

    def __init__(
        self, challenge: Challenge, *args: Any, is_final: bool = False, **kwargs: Any
    ) -> None:
        self._challenge, self._is_final = challenge, is_final
        super().__init__(*args, becomes=str(next_version(challenge)), **kwargs)

    @property
    def is_outdated(self) -> bool:
        """Whether what was opened here has been presented or decided meanwhile."""
        return self.becomes.data != str(next_version(self._challenge))

    @property
    def values(self) -> dict[str, Any]:
        """As the operations take them."""
        return {"text": self.text.data, "version": next_version(self._challenge)}

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse words the company decided about, and to present what names the company."""
        decided = self._challenge.teaser
        if decided and decided.decided_at and decided.text == field.data:
            raise ValidationError(
                _("Diesen Wortlaut hat das Unternehmen schon freigegeben. Es bleibt dabei.")
                if decided.state is TeaserState.APPROVED
                else _(
                    "Diesen Wortlaut hat das Unternehmen nicht freigegeben. Bitte ändern Sie ihn."
                )
            )
        if not self._is_final:
            return
        findings = find_identifying(field.data[:LONGEST_PREVIEW], self._challenge)
        words = dict.fromkeys(each.words for each in findings if each.trace.forbids)
        if words:
            raise ValidationError(
                _(
                    "Daran erkennt man das Unternehmen: %(words)s. Bitte nehmen Sie das heraus.",
                    words=", ".join(f"„{each}“" for each in words),
                )
            )


class NoMatchForm(Form):
    """The honest answer that nobody fits, in the manager's words."""

    message = TextAreaField(
        _l("Ihre Nachricht an das Unternehmen"),
        description=_l("Der Entwurf ist nur ein Anfang. Bitte schreiben Sie ihn passend um."),
        validators=[
            Required(_l("Bitte schreiben Sie dem Unternehmen ein paar Worte.")),
            AtLeast(SHORTEST_MESSAGE),
            AtMost(LONGEST_MESSAGE),
            PlainText(),
        ],
    )


class CloseForm(NoMatchForm):
    """What the case came to."""

    outcome = RadioField(
        _l("Was ist herausgekommen?"),
        choices=choices(*(each for each in Outcome if each is not Outcome.NO_MATCH)),
        coerce=Outcome,
        validate_choice=False,
        validators=[Required(_l("Bitte wählen Sie, was herausgekommen ist."))],
    )
    note = TextAreaField(
        _l("Notiz für die Transferstellen"),
        description=_l("Für den Bericht und für Sie; das Unternehmen sieht sie nicht."),
        validators=[AtMost(LONGEST_NOTE)],
    )

    def validate_outcome(self, field: RadioField) -> None:
        """That nobody fits has a page of its own."""
        if field.data is Outcome.NO_MATCH:
            raise ValidationError(_("Dafür gibt es „Kein passender Treffer“."))


class ConflictsForm(Form):
    """The ties of a manager to organisations, one in each line."""

    names = TextAreaField(
        _l("Zu welchen Unternehmen oder Einrichtungen haben Sie eine Verbindung?"),
        [PlainText(), FewNames()],
        description=_l(
            "Zum Beispiel Beteiligung, frühere Anstellung oder Familie; jede in einer eigenen "
            "Zeile. Fälle, die sie berühren, sehen Sie dann nicht mehr. Wen Sie nennen, sieht "
            "niemand."
        ),
    )

    @property
    def organisations(self) -> list[str]:
        """As the operation takes them."""
        return names_in(self.names.data)
