"""The part of the form in which a company says who must not learn of its need, and when."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, ValidationError

from models import Challenge, sort_key
from models.base import first_moment, local_date
from webapp.challenges import queries
from webapp.challenges.operations import Exclusions
from webapp.clock import now, today
from webapp.database import get_session
from webapp.forms import AtMost, FewNames, Form, NotBefore, PlainText, names_in


class DiscretionForm(Form):
    """Embargo, exclusions and the wish for a confidentiality agreement; all of it optional."""

    FIELDS = (
        "embargo_on", "excluded_universities", "excluded_chairs", "excluded_organisations",
        "nda_required",
    )  # fmt: skip

    embargo_on = DateField(
        _l("Vor welchem Tag soll noch niemand danach suchen?"),
        description=_l(
            "Bis dahin liest nur die Transferstelle mit, die sich um Ihren Bedarf kümmert."
        ),
        validators=[
            Optional(),
            NotBefore(
                lambda: today() + timedelta(days=1),
                _l("Bitte wählen Sie einen Tag ab morgen oder lassen Sie das Feld leer."),
            ),
        ],
    )
    excluded_universities = SelectMultipleField(
        _l("Welche Hochschule soll nichts davon erfahren?"),
        description=_l("Weder ihre Transferstelle noch ihre Professorinnen und Professoren."),
    )
    excluded_chairs = TextAreaField(
        _l("Welche Lehrgebiete sollen nichts davon erfahren?"),
        description=_l("Jedes in einer eigenen Zeile, so wie es unter „Kompetenzen“ steht."),
        validators=[PlainText(), AtMost(2000)],
    )
    excluded_organisations = TextAreaField(
        _l("Welche Unternehmen oder Einrichtungen sollen nichts davon erfahren?"),
        description=_l(
            "Zum Beispiel Mitbewerber, jede in einer eigenen Zeile. Wer dort eine Verbindung "
            "angegeben hat, wird nicht gefragt und sieht den Fall nicht. Ihre Liste sieht niemand."
        ),
        validators=[PlainText(), FewNames()],
    )
    nda_required = BooleanField(
        _l("Meinen vollen Text nur nach einer Vertraulichkeitserklärung zeigen"),
        description=_l(
            "Er öffnet sich für eine Professorin oder einen Professor erst, wenn beide Seiten "
            "unterschrieben haben. Die Transferstelle hält das fest."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.excluded_universities.choices = [
            SelectChoice(str(each.id), each.name) for each in queries.universities(get_session())
        ]
        self._profiles: list[uuid.UUID] = []
        self._kept: dict[str, Any] | None = None

    def validate_excluded_universities(self, field: SelectMultipleField) -> None:
        """Somebody has to be left who can work on it."""
        if field.data and len(field.data) == len(field.choices):
            raise ValidationError(
                _("Eine Hochschule muss Ihren Bedarf lesen dürfen, sonst kann niemand helfen.")
            )

    def validate_excluded_chairs(self, field: TextAreaField) -> None:
        """Only published profiles have names that can be meant; a misspelt one hides nobody."""
        chairs = queries.published_chairs(get_session(), now())
        for name in names_in(field.data):
            if sort_key(name) not in chairs:
                raise ValidationError(
                    _("Ein Lehrgebiet „%(name)s“ gibt es unter „Kompetenzen“ nicht.", name=name)
                )
            self._profiles += chairs[sort_key(name)]

    def leave_discretion(self, challenge: Challenge) -> None:
        """Neither show nor change it: whom a company shuns is for nobody who writes for it."""
        self._kept = _discretion_of(challenge)
        for name in DiscretionForm.FIELDS:
            del self[name]

    @property
    def offers_discretion(self) -> bool:
        """Whether this part of the form is there."""
        return self._kept is None

    @property
    def has_discretion(self) -> bool:
        """Whether anything stands there, or has to be put right."""
        own = [self[name] for name in DiscretionForm.FIELDS]
        return any(each.data or each.errors for each in own)

    @property
    def discretion(self) -> dict[str, Any]:
        """As a need takes them."""
        if self._kept is not None:
            return self._kept
        embargo_on = self.embargo_on.data
        return {
            "embargo_until": first_moment(embargo_on) if embargo_on else None,
            "nda_required": self.nda_required.data,
            "exclusions": Exclusions(
                university_ids=[uuid.UUID(each) for each in self.excluded_universities.data or []],
                profile_ids=self._profiles,
                organisations=names_in(self.excluded_organisations.data),
            ),
        }


def facts_of_discretion(challenge: Challenge) -> dict[str, Any]:
    """What is stored, as the fields hold it."""
    embargo = challenge.embargo_until
    exclusions = challenge.exclusions
    return {
        "embargo_on": local_date(embargo) if embargo and challenge.is_embargoed(now()) else None,
        "excluded_universities": [
            str(each.university_id) for each in exclusions if each.university_id
        ],
        "excluded_chairs": _lines(each.profile.chair for each in exclusions if each.profile),
        "excluded_organisations": _lines(
            each.organisation for each in exclusions if each.organisation
        ),
        "nda_required": challenge.nda_required,
    }


def _discretion_of(challenge: Challenge) -> dict[str, Any]:
    rows = challenge.exclusions
    return {
        "embargo_until": challenge.embargo_until,
        "nda_required": challenge.nda_required,
        "exclusions": Exclusions(
            university_ids=[each.university_id for each in rows if each.university_id],
            profile_ids=[each.profile_id for each in rows if each.profile_id],
            organisations=[each.organisation for each in rows if each.organisation],
        ),
    }


def _lines(names: Iterable[str]) -> str:
    return "\n".join(sorted(names))
