"""The forms of a Bedarf and of its Kurzfassung."""

import re
from datetime import date
from typing import Any, Self

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.csrf.core import CSRFTokenField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, StopValidation

from models import Challenge, InterimNeed, SupportKind, Visit, policies
from webapp.access import current_user
from webapp.challenges import queries
from webapp.challenges.discretion import DiscretionForm, facts_of_discretion
from webapp.challenges.operations import Need
from webapp.clock import now, today
from webapp.database import get_session
from webapp.forms import AtMost, Form, NotBefore, PlainText, Required
from webapp.labels import choices

LONGEST_TITLE = 120
LONGEST_DESCRIPTION = 20_000
SHORTEST_DESCRIPTION = 30
FEWEST_WORDS = 5


WORDS_FOR_DESCRIPTION = {
    "label": _l("Beschreiben Sie das Problem in Ihren eigenen Worten"),
    "description": _l(
        "Was passiert, seit wann, was haben Sie schon versucht? Stichworte genügen. "
        "Rezepturen und Namen von Kunden brauchen wir nicht."
    ),
}


class Described:
    """Enough to see what the problem is; one message, whatever is missing."""

    def __call__(self, form: Form, field: Any) -> None:
        """Count signs and words."""
        text = field.data or ""
        words = len(re.findall(r"\w{2,}", text))
        if len(text) < SHORTEST_DESCRIPTION or words < FEWEST_WORDS:
            raise StopValidation(
                _(
                    "Das ist noch zu kurz, um jemanden zu finden. Bitte beschreiben Sie das "
                    "Problem in ein bis zwei Sätzen."
                )
            )


NEEDED_DESCRIPTION = [
    Required(_l("Bitte beschreiben Sie, wobei Sie Hilfe suchen.")),
    Described(),
    PlainText(),
    AtMost(LONGEST_DESCRIPTION),
]


class NeedForm(Form):
    """What is wanted, in the company's own words."""

    title = StringField(
        _l("Worum geht es?"),
        description=_l(
            "Ein kurzer Titel, zum Beispiel „Kunststoffteile werden nach dem Recycling spröde“."
        ),
        validators=[
            Required(_l("Bitte geben Sie Ihrem Bedarf einen Titel.")),
            PlainText(),
            AtMost(LONGEST_TITLE),
        ],
    )
    description = TextAreaField(**WORDS_FOR_DESCRIPTION, validators=NEEDED_DESCRIPTION)
    support_kinds = SelectMultipleField(
        _l("Welche Art von Hilfe suchen Sie?"),
        description=_l("Mehreres ist möglich. Wenn Sie es noch nicht wissen, lassen Sie es offen."),
        coerce=SupportKind,
        choices=choices(*SupportKind),
    )
    needed_by = DateField(
        _l("Bis wann brauchen Sie eine Lösung?"),
        validators=[
            Optional(),
            NotBefore(
                today, _l("Dieser Tag ist schon vorbei. Bitte wählen Sie einen Tag ab heute.")
            ),
        ],
    )

    @classmethod
    def begun(cls, need: InterimNeed | Visit) -> Self:
        """What somebody has typed so far, as if it had been sent."""
        return cls(formdata=MultiDict(need.fields), meta={"csrf": False})

    @property
    def typed(self) -> dict[str, list[str]]:
        """What was sent, field by field; texts as the form tidied them."""
        return {
            field.name: [field.data] if isinstance(field, StringField) else list(field.raw_data)
            for field in self
            if field.raw_data and not isinstance(field, CSRFTokenField)
        }

    @property
    def complaints_of_signs(self) -> bool:
        """Whether a text held what cannot be kept; said at its field."""
        for field in self:
            field.errors = list(field.process_errors) if isinstance(field, StringField) else []
        return bool(self.errors)


class ChallengeForm(DiscretionForm, NeedForm):
    """The form a company fills in."""

    municipality_ags = SelectField(_l("In welcher Gemeinde tritt das Problem auf?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality_ags.choices = municipality_choices()

    @classmethod
    def read(cls, challenge: Challenge | None = None) -> Self:
        """What was sent; else a draft to go on with, or an empty form for the user's company."""
        is_draft = challenge is None or not challenge.is_submitted
        may_only_be_kept = challenge is not None and not policies.may_hand_in_challenge(
            current_user(), challenge, now()
        )
        kind = DraftForm if is_draft and ("draft" in request.form or may_only_be_kept) else cls
        form = kind(data=_facts(challenge) if challenge else _defaults())
        return form._for_its_reader(challenge) if challenge else form

    @classmethod
    def of(cls, challenge: Challenge) -> Self:
        """A stored draft as if it had been sent, to see whether it is complete."""
        facts = _facts(challenge)
        sent = MultiDict(
            [(name, str(value)) for name, value in facts.items() if isinstance(value, (str, date))]
        )
        sent.setlist("support_kinds", [kind.value for kind in facts["support_kinds"]])
        sent.setlist("excluded_universities", facts["excluded_universities"])
        if facts["nda_required"]:
            sent["nda_required"] = "y"
        return cls(formdata=sent)._for_its_reader(challenge)

    def _for_its_reader(self, challenge: Challenge) -> Self:
        if not policies.may_follow_challenge(current_user(), challenge, now()):
            self.leave_discretion(challenge)
        return self

    @property
    def is_draft(self) -> bool:
        """Whether it is only to be kept."""
        return isinstance(self, DraftForm)

    @property
    def steps_done(self) -> tuple[bool, bool, bool]:
        """Which of the three steps somebody has been through."""
        return (
            bool(self.title.data and self.description.data),
            bool(self.municipality_ags.data and (self.support_kinds.data or self.needed_by.data)),
            self.offers_discretion and self.has_discretion,
        )

    @property
    def need(self) -> Need:
        """What the operations take."""
        return Need(
            title=self.title.data,
            description=self.description.data or "",
            support_kinds=self.support_kinds.data,
            municipality_ags=self.municipality_ags.data,
            needed_by=self.needed_by.data,
            **self.discretion,
        )


class DraftForm(ChallengeForm):
    """The same form when it is only to be kept: a title is enough."""

    description = TextAreaField(
        **WORDS_FOR_DESCRIPTION,
        validators=[PlainText(), AtMost(LONGEST_DESCRIPTION)],
    )


class RefusalForm(Form):
    """Why the Kurzfassung must not go out like this."""

    comment = TextAreaField(
        _l("Was sollen wir ändern?"),
        description=_l("Zum Beispiel: „Unseren Standort bitte weglassen.“"),
        validators=[
            Required(_l("Bitte schreiben Sie kurz, was geändert werden soll.")),
            PlainText(),
            AtMost(2000),
        ],
    )


class ApprovalForm(Form):
    """Who besides the chosen ones may read the Kurzfassung; a choice of its own."""

    radar = BooleanField(
        _l("Auch für den Bedarfsradar freigeben"),
        description=_l(
            "Dann lesen diesen Text alle Professorinnen und Professoren, die den Bedarfsradar "
            "abonniert haben, ohne Ihren Namen. Wen Sie ausgeschlossen haben, liest ihn nicht. Die "
            "Transferstelle prüft vorher noch einmal, ob man Sie erkennt. Sie können das jederzeit "
            "zurücknehmen; es gilt sofort."
        ),
    )


class PhoneApprovalForm(ApprovalForm):
    """Who agreed to the Kurzfassung on the telephone."""

    note = StringField(
        _l("Wer hat zugestimmt?"),
        description=_l("Funktion und Uhrzeit, zum Beispiel „Geschäftsführung, 14.10 Uhr“."),
        validators=[
            Required(_l("Bitte halten Sie fest, wer am Telefon zugestimmt hat.")),
            PlainText(),
            AtMost(200),
        ],
    )


def municipality_choices() -> list[SelectChoice]:
    """Key and name of every municipality."""
    return [SelectChoice(each.ags, each.name) for each in queries.municipalities(get_session())]


def _facts(challenge: Challenge) -> dict[str, Any]:
    return {
        "title": challenge.title,
        "description": challenge.description,
        "support_kinds": sorted(challenge.support_kinds, key=lambda kind: kind.value),
        "municipality_ags": challenge.municipality_ags,
        "needed_by": challenge.needed_by,
        **facts_of_discretion(challenge),
    }


def _defaults() -> dict[str, Any]:
    user = current_user()
    company = user.company if user else None
    return {"municipality_ags": company.municipality_ags if company else None}
