"""A need from somebody who has no account: who they are, and what their mailbox does for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import EmailField, SelectField
from wtforms.fields import SelectChoice

from models import Account, Challenge, Company, InterimNeed, Role
from webapp.addresses import Address
from webapp.audit import record
from webapp.challenges.forms import ChallengeForm, municipality_choices
from webapp.challenges.operations import Need, submit_challenge
from webapp.forms import Required
from webapp.interims import forget_needs_of
from webapp.reaching import company_field, function_field, phone_field


@dataclass(frozen=True)
class Newcomer:
    """A company that nobody knows yet, and who writes for it."""

    company: str
    function: str
    phone: str


class DescribeForm(ChallengeForm):
    """The form of a need, and where to reach whoever wrote it."""

    municipality_ags = SelectField(
        _l("In welcher Gemeinde tritt das Problem auf?"),
        [Required(_l("Bitte wählen Sie die Gemeinde aus."))],
    )
    company = company_field(
        _l("Ihn erfahren Professorinnen und Professoren erst, wenn Sie zustimmen.")
    )
    function = function_field()
    email = EmailField(
        _l("E-Mail-Adresse"),
        [Required(_l("Bitte geben Sie Ihre E-Mail-Adresse an.")), Address()],
        description=_l("Dorthin schicken wir einen Link. Erst mit ihm reichen Sie den Bedarf ein."),
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    phone = phone_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality_ags.choices = [
            SelectChoice("", _l("Bitte wählen")),
            *municipality_choices(),
        ]

    @property
    def newcomer(self) -> Newcomer:
        """What the operations take."""
        return Newcomer(self.company.data, self.function.data, self.phone.data or "")


def admit_newcomer(
    session: Session,
    email: str,
    language: str,
    need: Need,
    newcomer: Newcomer,
    at: datetime,
    answer_due_on: date,
) -> Challenge:
    """Open an account for the owner of the mailbox, and hand the need in under it."""
    account = Account(
        email=email,
        display_name=newcomer.function,
        phone=newcomer.phone or None,
        role=Role.COMPANY,
        language=language,
        created_at=at,
        is_responsible=True,
        company=Company(
            name=newcomer.company,
            municipality_ags=need.municipality_ags or "",
            registered_at=at,
        ),
    )
    account.confirm(at)
    session.add(account)
    session.flush()
    record(session, "registriert", account, at, by=account)
    record(session, "adresse_bestaetigt", account, at, by=account)
    return submit_challenge(session, need, by=account, at=at, answer_due_on=answer_due_on)


def give_to_account(
    session: Session, begun: InterimNeed, account: Account, at: datetime
) -> InterimNeed:
    """The owner of the mailbox has an account: there the need waits, as it was typed."""
    if begun.account_id != account.id:
        forget_needs_of(session, account)
        begun.adopt(account.id)
    if not account.is_confirmed:
        account.confirm(at)
        record(session, "adresse_bestaetigt", account, at, by=account)
    return begun
