"""What a professor fills in, and what everybody may search for."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from models import (
    Competence,
    CompetenceKind,
    CooperationFormat,
    Department,
    Profile,
    University,
)
from webapp.clock import today
from webapp.forms import (
    AtMost,
    EnoughWords,
    FewNames,
    Form,
    NotBefore,
    PlainText,
    Required,
    TallLineField,
    names_in,
)
from webapp.labels import choices

MOST_CAPACITY = 20
CAPACITY_RANGE = _l("Bitte geben Sie eine Zahl von 0 bis 20 an.")
MOST_COMPETENCES = 100
LONGEST_PAUSE_YEARS = 3


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


class _AtDepartment(Form):
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


class StartForm(_AtDepartment):
    """The two facts a profile begins with."""

    @property
    def values(self) -> dict[str, Any]:
        """As the operation takes them."""
        return {"department": uuid.UUID(self.department.data), "chair": self.chair.data}


class ProfileForm(_AtDepartment):
    """Everything about a profile but its statements."""

    summary = TextAreaField(
        _l("Kurz in zwei, drei Sätzen"),
        [AtMost(2000), PlainText()],
        description=_l("Woran Sie arbeiten, in Worten, die ein Betrieb versteht."),
    )
    formats = SelectMultipleField(
        _l("Welche Zusammenarbeit bieten Sie an?"), choices=choices(*CooperationFormat)
    )
    capacity = IntegerField(
        _l("Wie viele Anfragen nehmen Sie gleichzeitig an?"),
        [InputRequired(CAPACITY_RANGE)],
        description=_l(
            "Gezählt werden Anfragen, die noch nicht entschieden sind. Bei 0 werden Sie nicht "
            "gefragt."
        ),
    )
    paused_until = DateField(
        _l("Pause bis"),
        [Optional(), NotBefore(today, _l("Dieser Tag ist schon vorbei."))],
        description=_l("Bis einschließlich zu diesem Tag werden Sie nicht gefragt."),
    )

    conflicts = TextAreaField(
        _l("Zu welchen Unternehmen oder Einrichtungen haben Sie eine Verbindung?"),
        [PlainText(), FewNames()],
        description=_l(
            "Zum Beispiel Beteiligung, Nebentätigkeit, Ausgründung, gemeinsames Projekt oder "
            "Familie; jede in einer eigenen Zeile. Zu Bedarfen, die sie berühren, schlagen wir Sie "
            "nicht vor. Wen Sie nennen, sieht niemand."
        ),
    )

    reads_radar = BooleanField(
        _l("Ich möchte den Bedarfsradar lesen"),
        description=_l(
            "Dort stehen Kurzfassungen von Bedarfen, die Unternehmen dafür freigegeben haben, auch "
            "wenn Sie niemand gefragt hat. Ohne Haken lesen Sie dort nichts: Unternehmen geben "
            "ihre Texte nur für Menschen frei, die ausdrücklich danach suchen. Dafür muss Ihr "
            "Profil veröffentlicht sein."
        ),
    )

    @classmethod
    def of(cls, profile: Profile, departments: Sequence[Department]) -> Self:
        """Filled with what is stored; a pause that is over is none."""
        paused_until = profile.paused_until
        return cls(
            departments,
            data={
                "department": str(profile.department_id),
                "chair": profile.chair,
                "summary": profile.summary,
                "formats": [each.value for each in profile.formats],
                "capacity": profile.capacity,
                "reads_radar": profile.reads_radar,
                "conflicts": "\n".join(each.organisation for each in profile.account.conflicts),
                "paused_until": paused_until if paused_until and paused_until >= today() else None,
            },
        )

    def validate_capacity(self, field: IntegerField) -> None:
        """One message for words and for numbers of any length."""
        if field.data is None or not 0 <= field.data <= MOST_CAPACITY:
            field.errors = []
            raise ValidationError(CAPACITY_RANGE)

    def validate_paused_until(self, field: DateField) -> None:
        """A slip of the finger must not hide somebody for a century."""
        last_day: date = today()
        if field.data and field.data.year > last_day.year + LONGEST_PAUSE_YEARS:
            raise ValidationError(
                _l("Bitte wählen Sie einen Tag in den nächsten drei Jahren, oder nehmen Sie das "
                   "Profil zurück.")
            )  # fmt: skip

    @property
    def values(self) -> dict[str, Any]:
        """As the operation takes them."""
        return {
            "department": uuid.UUID(self.department.data),
            "chair": self.chair.data,
            "summary": self.summary.data or "",
            "formats": [CooperationFormat(each) for each in self.formats.data or []],
            "capacity": self.capacity.data,
            "paused_until": self.paused_until.data,
            "conflicts": names_in(self.conflicts.data),
            "reads_radar": self.reads_radar.data,
        }


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
