"""What a professor says about the own profile beside its statements."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from models import CooperationFormat, Department, Profile
from webapp.clock import today
from webapp.forms import AtMost, FewNames, NotBefore, PlainText, names_in
from webapp.labels import EFFORTS, choices
from webapp.matching import telling_words
from webapp.profiles.forms import AtDepartment

MOST_CAPACITY = 20
CAPACITY_RANGE = _l("Bitte geben Sie eine Zahl von 0 bis 20 an.")
MOST_IN_SEMESTER = 100
MOST_TOPICS, LONGEST_TOPIC = 20, 100
LONGEST_PAUSE_YEARS = 3


class ProfileForm(AtDepartment):
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
    semester_limit = IntegerField(
        _l("Wie viele Anfragen im Semester?"),
        [Optional()],
        description=_l(
            "Gezählt wird jede Anfrage, die Sie bekommen, auch wenn Sie absagen. Leer heißt: ohne "
            "Grenze. Sommersemester: April bis September, Wintersemester: Oktober bis März."
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

    unwanted_topics = TextAreaField(
        _l("Zu welchen Themen möchten Sie nicht gefragt werden?"),
        [PlainText()],
        description=_l(
            "Jedes in einer eigenen Zeile, höchstens 20. Ein Bedarf gehört zu einem Thema, wenn "
            "alle Wörter des Themas darin vorkommen, auch gebeugt oder als Teil eines längeren "
            "Wortes: „Brandschutz“ trifft auch „Brandschutzkonzept“. Verwandte Wörter zählen "
            "nicht. Zu solchen Bedarfen schlagen wir Sie nicht vor. Diese Liste liest niemand."
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
                "semester_limit": profile.semester_limit,
                "reads_radar": profile.reads_radar,
                "unwanted_topics": "\n".join(profile.unwanted_topics),
                "conflicts": "\n".join(each.organisation for each in profile.account.conflicts),
                "paused_until": paused_until if paused_until and paused_until >= today() else None,
            },
        )

    @property
    def efforts(self) -> dict[str, LazyString]:
        """What each format takes, on both sides."""
        return {each.value: EFFORTS[each] for each in CooperationFormat}

    def validate_capacity(self, field: IntegerField) -> None:
        """One message for words and for numbers of any length."""
        if field.data is None or not 0 <= field.data <= MOST_CAPACITY:
            field.errors = []
            raise ValidationError(CAPACITY_RANGE)

    def validate_semester_limit(self, field: IntegerField) -> None:
        """One message for words and for numbers of any length."""
        if field.data is None or not 1 <= field.data <= MOST_IN_SEMESTER:
            field.errors = []
            raise ValidationError(
                _l("Bitte geben Sie eine Zahl von 1 bis 100 an, oder lassen Sie das Feld leer.")
            )

    def validate_unwanted_topics(self, field: TextAreaField) -> None:
        """Few, short, and each with a word that can be looked for."""
        topics = names_in(field.data)
        if len(topics) > MOST_TOPICS or any(len(each) > LONGEST_TOPIC for each in topics):
            raise ValidationError(
                _l("Bitte höchstens 20 Themen, jedes mit höchstens 100 Zeichen in eigener Zeile.")
            )
        for each in topics:
            if not telling_words(each):
                raise ValidationError(
                    _("In „%(topic)s“ steht kein Wort, nach dem wir suchen können.", topic=each)
                )

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
            "semester_limit": self.semester_limit.data,
            "paused_until": self.paused_until.data,
            "unwanted_topics": names_in(self.unwanted_topics.data),
            "conflicts": names_in(self.conflicts.data),
            "reads_radar": self.reads_radar.data,
        }
