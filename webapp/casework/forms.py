"""What a manager chooses and writes about who else works on a case."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, TextAreaField, ValidationError
from wtforms.validators import StopValidation

from models import Account
from webapp.comments import called_by_name
from webapp.forms import AtMost, Form, PlainText, Required

LONGEST_NOTE = 2000
CHOOSE = _l("Bitte wählen Sie jemanden aus der Liste.")


class PersonField(SelectField):
    """One manager of a list; whoever is not in it cannot be chosen, and nobody hears why."""

    def offer(self, people: Sequence[Account], nobody: Any) -> None:
        """Fill the list, with the houses beside the names; the first entry is nobody."""
        self.choices = [("", nobody), *((str(each.id), named(each)) for each in people)]

    def pre_validate(self, form: Form) -> None:
        """Say in our words that a choice is none."""
        if self.data not in {value for value, _ in self.choices}:
            raise StopValidation(CHOOSE)


class PeopleField(SelectMultipleField):
    """Some managers of a list."""

    def offer(self, people: Sequence[Account]) -> None:
        """Fill the list, with the houses beside the names."""
        self.people = {str(each.id): each for each in people}
        self.choices = [(key, named(each)) for key, each in self.people.items()]

    @property
    def chosen(self) -> list[Account]:
        """Who was chosen."""
        return [self.people[each] for each in self.data or []]

    def pre_validate(self, form: Form) -> None:
        """Say in our words that a choice is none."""
        if not set(self.data or []) <= self.people.keys():
            raise StopValidation(_("Bitte wählen Sie nur Personen aus der Liste."))


class OneOfEachHouse:
    """No two people of one university."""

    def __call__(self, form: Form, field: PeopleField) -> None:
        """Count by university."""
        houses = [each.university_id for each in field.chosen]
        if len(houses) > len(set(houses)):
            raise ValidationError(_("Bitte wählen Sie von jeder Hochschule höchstens eine Person."))


class HandOverForm(Form):
    """Who gets the case, and what the next person should know."""

    taker = PersonField(_l("An wen"), [Required(CHOOSE)])
    note = TextAreaField(
        _l("Wo der Fall steht"),
        [
            Required(_l("Bitte schreiben Sie in ein, zwei Sätzen, wo der Fall steht.")),
            AtMost(LONGEST_NOTE),
            PlainText(),
        ],
        description=_l("Das liest, wer den Fall übernimmt. Das Unternehmen liest es nicht."),
    )


class TeamForm(Form):
    """Who acts in a case beside its lead, and what takes two people."""

    deputies = PeopleField(
        _l("Vertretung"),
        [OneOfEachHouse()],
        description=_l(
            "Von jeder Hochschule höchstens eine Person. Sie liest den Fall und handelt darin "
            "wie Sie."
        ),
    )
    confirms_asking = BooleanField(_l("Vier Augen, bevor jemand angefragt wird"))
    confirms_no_match = BooleanField(_l("Vier Augen, bevor der Fall ohne Treffer endet"))


class CommentForm(Form):
    """A word for whoever has the desk, and whom to call to it."""

    text = TextAreaField(
        _l("Neue Anmerkung"),
        [
            Required(_l("Bitte schreiben Sie, was Sie anmerken möchten.")),
            AtMost(LONGEST_NOTE),
            PlainText(),
        ],
        description=_l("Weder das Unternehmen noch Professorinnen und Professoren lesen das."),
    )
    mentioned = PeopleField(
        _l("Wen darauf hinweisen?"),
        description=_l(
            "Wer angekreuzt ist, bekommt eine E-Mail. Im Text geht auch „@“ und der Name."
        ),
    )

    @property
    def called(self) -> list[Account]:
        """Everybody who was ticked or is named in the text."""
        by_name, _unknown = called_by_name(
            self.text.data or "", list(self.mentioned.people.values())
        )
        return list(dict.fromkeys([*self.mentioned.chosen, *by_name]))

    def validate_text(self, field: TextAreaField) -> None:
        """Say kindly who cannot be called, and what to do about it."""
        _known, unknown = called_by_name(field.data or "", list(self.mentioned.people.values()))
        if unknown:
            raise ValidationError(
                _(
                    "„@%(name)s“ erreicht niemanden, der diesen Fall lesen darf. Bitte wählen Sie "
                    "jemanden aus der Liste, benennen Sie die Person zuerst als Vertretung oder "
                    "lassen Sie das „@“ weg.",
                    name=unknown[0],
                )
            )


class RefuseForm(Form):
    """Why the second person does not agree."""

    reason = TextAreaField(
        _l("Warum nicht?"),
        [
            Required(_l("Bitte schreiben Sie kurz, was dagegen spricht.")),
            AtMost(LONGEST_NOTE),
            PlainText(),
        ],
        description=_l("Das liest, wer den Fall führt oder vertritt."),
    )


class StandingForm(Form):
    """Whom a manager wants as deputies in every case to come."""

    deputies = PeopleField(
        _l("Meine ständige Vertretung"),
        [OneOfEachHouse()],
        description=_l(
            "Wer hier steht, vertritt Sie in jedem Fall, den Sie von jetzt an übernehmen. "
            "Von jeder Hochschule höchstens eine Person."
        ),
    )


class RulesForm(Form):
    """How the desk of a university works."""

    alternate = PersonField(
        _l("Ersatzperson"),
        description=_l(
            "Sie wird gerufen und zur Vertretung, wenn in einem Fall weder die Federführung noch "
            "die Vertretung handelt."
        ),
    )
    confirms_asking = BooleanField(_l("Vier Augen, bevor jemand angefragt wird"))
    confirms_no_match = BooleanField(_l("Vier Augen, bevor ein Fall ohne Treffer endet"))


def named(account: Account) -> str:
    """Somebody with the house they work for."""
    return f"{account.display_name} ({account.university.short})" if account.university else ""


def keys(people: Iterable[Account]) -> list[str]:
    """Accounts as a form sends them."""
    return [str(each.id) for each in people]
