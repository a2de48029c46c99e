"""What a manager says of a topic: a name, what it would take, its entry in the register."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice

from models import Challenge, Gap, University
from models.topic_gap import LONGEST_NAME, LONGEST_NOTE
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.identifying import Trace, find_identifying
from webapp.topic_gaps.listed import ListedTopic

EARLIEST = date(2000, 1, 1)


class DescribeForm(Form):
    """Name, note and link; what is left as it stands writes nothing."""

    name = StringField(
        _l("Name des Themas"),
        [AtMost(LONGEST_NAME), PlainText()],
        description=_l(
            "Kurz und fachlich, zum Beispiel „Entschäumer für galvanische Bäder“. Kein Unternehmen "
            "und kein Ort: Der Name steht auch im Steckbrief."
        ),
    )
    note = TextAreaField(
        _l("Was eine Hochschule dafür bräuchte"),
        [AtMost(LONGEST_NOTE), PlainText()],
        description=_l("Zum Beispiel eine Professur, ein Labor, ein Gerät, ein Partnerinstitut."),
    )
    gap = SelectField(
        _l("Eintrag im Lückenregister"),
        description=_l("Was Transferstellen dazu in eigenen Worten notiert haben."),
    )

    def __init__(self, found: ListedTopic, noted: Sequence[Gap], others: Sequence[Gap]) -> None:
        super().__init__(data={
            "name": found.name or "", "note": found.note.text if found.note else "",
            "gap": str(found.gap.id) if found.gap else "",
        })  # fmt: skip
        self._found = found
        self._gaps = {str(each.id): each for each in (*noted, *others)}
        if found.gap is not None:
            self._gaps.setdefault(str(found.gap.id), found.gap)
        self.gap.choices = [
            SelectChoice("", _("Keiner")),
            *(SelectChoice(key, each.topic) for key, each in self._gaps.items()),
        ]

    @property
    def new_name(self) -> str | None:
        """The name, if it is another one."""
        return self.name.data if self.name.data != (self._found.name or "") else None

    @property
    def new_note(self) -> str | None:
        """The note, if it is another one."""
        note = self._found.note
        return self.note.data if self.note.data != (note.text if note else "") else None

    @property
    def new_gap(self) -> Gap | None:
        """The entry, if it is another one."""
        chosen = self._gaps.get(self.gap.data or "")
        return chosen if chosen is not self._found.gap else None

    def validate_name(self, field: StringField) -> None:
        """It may be changed and not taken away, and it tells of no company."""
        if self._found.name and not field.data:
            raise ValidationError(_("Bitte nennen Sie das Thema."))
        self._refuse_details(field)

    def validate_note(self, field: TextAreaField) -> None:
        """It may be changed and not taken away, and it tells of no company."""
        if self._found.note and not field.data:
            raise ValidationError(_("Bitte schreiben Sie, was heute gilt."))
        self._refuse_details(field)

    def validate_gap(self, field: SelectField) -> None:
        """A link is replaced by another one."""
        if self._found.gap is not None and not field.data:
            raise ValidationError(_("Bitte wählen Sie einen Eintrag."))

    def _refuse_details(self, field: Field) -> None:
        words = [
            word
            for each in self._found.needs
            if each.challenge_id in self._found.desk
            for word in _telling_details(field.data or "", each.challenge)
        ]
        if words:
            raise ValidationError(
                _(
                    "Daran könnte man ein Unternehmen erkennen: %(words)s. Bitte sagen Sie es "
                    "allgemeiner.",
                    words=", ".join(f"„{each}“" for each in dict.fromkeys(words)),
                )
            )


class TakeUpForm(Form):
    """Which university builds the topic up, and since when."""

    university = SelectField(_l("Hochschule"), [Required(_l("Bitte wählen Sie die Hochschule."))])
    taken_up_on = DateField(
        _l("Seit wann?"),
        [Required(_l("Bitte geben Sie einen Tag an."))],
        description=_l("Der Tag, an dem es beschlossen oder begonnen wurde."),
    )

    def __init__(self, universities: Sequence[University], today: date) -> None:
        super().__init__()
        self._universities = {str(each.id): each for each in universities}
        self._today = today
        self.university.choices = [
            SelectChoice("", _("Bitte wählen")),
            *(SelectChoice(key, each.name) for key, each in self._universities.items()),
        ]

    @property
    def chosen(self) -> University:
        """The university."""
        return self._universities[self.university.data]

    def validate_taken_up_on(self, field: DateField) -> None:
        """Something that has happened."""
        if field.data and not EARLIEST <= field.data <= self._today:
            raise ValidationError(_("Der Tag soll vergangen sein oder heute."))


def _telling_details(text: str, challenge: Challenge) -> list[str]:
    """Words that point to the company; single words of its title may, as topics share them."""
    findings = find_identifying(text, challenge) if text else []
    return [each.words for each in findings if each.trace is not Trace.TITLE_WORD]
