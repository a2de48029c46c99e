"""What a professor fills in, and what everybody may search for."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import (
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from models import (
    Competence,
    CompetenceKind,
    CooperationFormat,
    Department,
    Profile,
    University,
)
from webapp.forms import (
    AtMost,
    EnoughWords,
    Form,
    PlainText,
    Required,
    TallLineField,
)
from webapp.labels import choices

MOST_COMPETENCES = 100


class SearchForm(Form):
    """Words, university and format; part of the address, so that a search can be passed on."""

    class Meta(Form.Meta):
        """A search changes nothing and needs no token."""

        csrf = False

    text = SearchField(_l("Wonach suchen Sie?"), [AtMost(200)], name="suche")
    university = SelectField(_l("Hochschule"), name="hochschule", default="")
    cooperation = SelectField(
        _l("Format"),
        name="format",
        default="",
        choices=[SelectChoice("", _l("Alle Formate")), *choices(*CooperationFormat)],
    )

    def __init__(self, formdata: Any, universities: Iterable[University]) -> None:
        super().__init__(formdata=formdata)
        self.university.choices = [
            SelectChoice("", _l("Alle Hochschulen")),
            *(SelectChoice(each.short, each.name) for each in universities),
        ]

    @property
    def criteria(self) -> dict[str, str]:
        """What to look for; nothing while something has to be put right."""
        return {} if self.errors else {key: value or "" for key, value in self.values.items()}


class AtDepartment(Form):
    """Where a chair is, and what it is called."""

    department = SelectField(
        _l("Fachbereich und Standort"), [Required(_l("Bitte wählen Sie Ihren Fachbereich."))]
    )
    chair = StringField(
        _l("Lehrgebiet"),
        [Required(_l("Bitte geben Sie Ihr Lehrgebiet an.")), AtMost(200), PlainText()],
        description=_l(
            "So, wie ein Unternehmen es liest, zum Beispiel „Lehrgebiet Kunststofftechnik“."
        ),
    )

    def __init__(self, departments: Sequence[Department], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.department.choices = [
            SelectChoice("", _l("Bitte wählen")),
            *(SelectChoice(str(each.id), _place(each)) for each in departments),
        ]


class TrialForm(Form):
    """A sentence to be tried against the own profile."""

    text = TextAreaField(
        _l("Wie würde ein Betrieb sein Problem beschreiben?"),
        description=_l(
            "Ein Satz oder ein ganzer Bedarf. Niemand sonst liest ihn, und er wird nicht "
            "gespeichert."
        ),
        validators=[
            Required(_l("Bitte schreiben Sie einen Satz, den Sie ausprobieren möchten.")),
            AtMost(5000),
            PlainText(),
            EnoughWords(2, _l("Bitte schreiben Sie mindestens zwei Wörter.")),
        ],
    )


class StartForm(AtDepartment):
    """The two facts a profile begins with."""

    @property
    def values(self) -> dict[str, Any]:
        """As the operation takes them."""
        return {"department": uuid.UUID(self.department.data), "chair": self.chair.data}


class CompetenceForm(Form):
    """One short statement."""

    text = TallLineField(
        _l("Was können Sie?"),
        [
            Required(_l("Bitte beschreiben Sie die Kompetenz.")),
            Length(min=10, message=_l("Bitte schreiben Sie mindestens 10 Zeichen.")),
            AtMost(500),
            PlainText(),
        ],
        description=_l(
            "Eine Aussage in einem Satz, mit den Wörtern, nach denen jemand suchen würde: "
            "Werkstoff, Verfahren, Gerät, Norm."
        ),
    )
    kind = SelectField(_l("Art der Kompetenz"), choices=choices(*CompetenceKind))
    language = SelectField(
        _l("Sprache"),
        choices=[SelectChoice("de", _l("Deutsch")), SelectChoice("en", _l("Englisch"))],
        default="de",
    )

    def __init__(self, others: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.others = others

    @classmethod
    def for_another(cls, profile: Profile) -> Self:
        """An empty one, which knows what stands there already."""
        return cls([each.text for each in profile.competences])

    @classmethod
    def of(cls, competence: Competence) -> Self:
        """Filled with what is stored."""
        others = [each.text for each in competence.profile.competences if each is not competence]
        return cls(
            others,
            data={
                "text": competence.text,
                "kind": competence.kind.value,
                "language": competence.language,
            },
        )

    def validate_text(self, field: TextAreaField) -> None:
        """No statement twice, and no more than anybody reads."""
        if field.data and _bare(field.data) in {_bare(each) for each in self.others}:
            raise ValidationError(_l("Diese Kompetenz steht schon in Ihrem Profil."))
        if len(self.others) >= MOST_COMPETENCES:
            raise ValidationError(
                _l("Ein Profil fasst 100 Kompetenzen. Bitte löschen Sie zuerst eine andere.")
            )

    @property
    def values(self) -> dict[str, Any]:
        """As the operation takes them."""
        return {
            "kind": CompetenceKind(self.kind.data),
            "language": self.language.data,
            "text": self.text.data,
        }


def _place(department: Department) -> str:
    campus = department.campus
    return f"{department.name} – {campus.university.short}, {campus.name}"


def _bare(text: str) -> str:
    return text.casefold().rstrip(".").strip()
