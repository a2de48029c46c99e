"""Accounts, profiles and companies of the demo: everybody is named by function."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import (
    Account,
    Company,
    Competence,
    CompetenceKind,
    CompetenceSource,
    CooperationFormat,
    IndustryEdition,
    Profile,
    Role,
)
from models.organisation import size_class_of
from seed_data.keys import slug, stable_id
from seed_data.moments import moment
from seed_data.places import department_key, municipality_key, read_lines

OPENED_DAYS_AGO = 400
"""When the universities' people joined; companies follow before their first need."""

DEMO_SIGN_INS = {
    "Unternehmen": "kontakt@clipwerk-boenen-formteile.example",
    "Professor:in": "lehrgebiet-x29@wh.example",
    "Transferstelle WH": "transferstelle@wh.example",
    "Transferstelle HSBO": "transferstelle@hsbo.example",
    "Unterstützer": "umwelttechnik@ihk-dortmund.example",
    "Scout": "scout@wfg-kreis-unna.example",
    "Administration": "administration@ecotechub.example",
}
"""One account per role for the walk through the demo; passwords are set elsewhere."""

MANAGERS = {
    "WH": "Transferstelle Westfälische Hochschule",
    "HSBO": "Transferstelle Hochschule Bochum",
}
SCOUTS = {
    DEMO_SIGN_INS["Scout"]: ("wfg", "WFG Kreis Unna"),
    "scout@bergkamen.example": ("bergkamen", "Stadt Bergkamen, Besuche bei Unternehmen"),
    "scout@wirtschaftsfoerderung-bergkamen.example": (
        "wirtschaftsfoerderung", "Wirtschaftsförderung Bergkamen, Unternehmensservice",
    ),
    "scout@ihk-dortmund.example": ("ihk", "IHK zu Dortmund, Innovationsberatung"),
}  # fmt: skip
"""Who visits companies, by function: the organisation and what they are called there."""
COMPETENCE_KINDS = {
    "research": CompetenceKind.RESEARCH,
    "method": CompetenceKind.METHOD,
    "equipment": CompetenceKind.EQUIPMENT,
    "project": CompetenceKind.PROJECT,
    "publication": CompetenceKind.PUBLICATION,
    "teaching": CompetenceKind.TEACHING,
    "thesis_topic": CompetenceKind.THESIS_TOPIC,
    "lab_service": CompetenceKind.LAB_SERVICE,
}
FORMATS = {
    "Abschlussarbeit": CooperationFormat.THESIS,
    "F&E-Projekt": CooperationFormat.PROJECT,
    "Beratung": CooperationFormat.CONSULTING,
    "Weiterbildung": CooperationFormat.TRAINING,
    "Gutachten": CooperationFormat.EXPERT_REPORT,
    "Laboranalytik": CooperationFormat.LAB_ANALYSIS,
}


@dataclass
class People:
    """Who is in the demo, by the keys of the data files."""

    managers: dict[str, Account] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    companies: dict[str, Account] = field(default_factory=dict)
    """A company's account, by the key of its need."""


def load_people(session: Session, at: datetime) -> People:
    """Everybody who signs in, with profiles and companies."""
    people = People()
    opened_at = moment(at, OPENED_DAYS_AGO, 9)
    for number, (short, name) in enumerate(MANAGERS.items()):
        people.managers[short] = _add_account(
            session,
            DEMO_SIGN_INS[f"Transferstelle {short}"],
            Role.TRANSFER_MANAGER,
            name,
            opened_at,
            number,
            university_id=stable_id("universities", short),
        )
    ihk = stable_id("supporting_organisations", "ihk")
    _add_account(
        session, DEMO_SIGN_INS["Unterstützer"], Role.SUPPORTER, "IHK zu Dortmund", opened_at, 2,
        organisation_id=ihk,
    )  # fmt: skip
    _add_account(
        session, DEMO_SIGN_INS["Administration"], Role.ADMIN, "Administration EcoTecHub",
        opened_at, 3,
    )  # fmt: skip
    for number, row in enumerate(read_lines("experts.jsonl")):
        people.profiles[row["id"]] = _add_profile(session, row, at, number)
    for number, row in enumerate(read_lines("challenges.jsonl")):
        people.companies[row["id"]] = _add_company(session, row, at, number)
    session.flush()
    return people


def load_scouts(session: Session, at: datetime) -> None:
    """Those who visit companies; demos that were loaded earlier have fewer of them yet."""
    for number, (email, (key, name)) in enumerate(SCOUTS.items(), 4):
        if session.get(Account, stable_id("accounts", email)) is None:
            _add_account(
                session, email, Role.SCOUT, name, moment(at, OPENED_DAYS_AGO, 9), number,
                organisation_id=stable_id("supporting_organisations", key),
            )  # fmt: skip
    session.flush()


def _add_account(
    session: Session,
    email: str,
    role: Role,
    name: str,
    since: datetime,
    number: int,
    **bound: Any,
) -> Account:
    account = Account(
        id=stable_id("accounts", email),
        email=email,
        role=role,
        display_name=name,
        # From a block of numbers that is reserved for fiction.
        phone=f"0221 4710 {100 + number:03}",
        created_at=since,
        confirmed_at=since,
        first_steps_hidden_at=since,
        is_responsible=bool(bound),
        **bound,
    )
    session.add(account)
    return account


def _add_profile(session: Session, row: dict[str, Any], at: datetime, number: int) -> Profile:
    email = f"lehrgebiet-{row['id'].lower()}@{row['university'].lower()}.example"
    joined_at = moment(at, OPENED_DAYS_AGO - 2 - number % 30, 10, number % 60)
    account = _add_account(session, email, Role.PROFESSOR, row["chair"], joined_at, 100 + number)
    department = department_key(row["university"], row["campus"], row["faculty"])
    profile = Profile(
        id=stable_id("profiles", row["id"]),
        account=account,
        department_id=stable_id("departments", department),
        chair=row["chair"],
        summary=row["summary"],
        capacity=row["capacity"],
        updated_at=joined_at,
        competences=[
            Competence(
                id=stable_id("competences", f"{row['id']}/{place}"),
                kind=COMPETENCE_KINDS[each["kind"]],
                language=each["lang"],
                text=each["text"],
                source=CompetenceSource.SEED,
            )
            for place, each in enumerate(row["statements"], start=1)
        ],
    )
    profile.offer_formats(FORMATS[each] for each in row["formats"])
    profile.publish(joined_at + timedelta(hours=1))
    session.add(profile)
    return profile


def _add_company(session: Session, row: dict[str, Any], at: datetime, number: int) -> Account:
    joined_at = moment(at, OPENED_DAYS_AGO - 32, 8, number % 60)
    company = Company(
        id=stable_id("companies", row["id"]),
        name=row["company"],
        size_class=size_class_of(row["employees"]),
        industry_code=row["wz"],
        industry_edition=IndustryEdition.WZ_2008,
        municipality_ags=municipality_key(row["municipality"]),
        registered_at=joined_at,
    )
    session.add(company)
    email = f"kontakt@{slug(row['company'])}.example"
    account = _add_account(
        session, email, Role.COMPANY, "Geschäftsführung", joined_at, 200 + number,
        company_id=company.id,
    )  # fmt: skip
    account.company = company
    return account
