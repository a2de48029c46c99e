"""Two workshops of the demo: one is over, with all that was said, and one is announced."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Account,
    AgendaItem,
    AgendaKind,
    Challenge,
    ChallengeState,
    Company,
    Participant,
    Profile,
    ProfileState,
    Role,
    Side,
    SupportKind,
    Talk,
    TalkRound,
    TalkWish,
    Workshop,
    WorkshopState,
    WorkshopTable,
)
from seed_data.keys import stable_id
from seed_data.moments import moment
from seed_data.workshop_notes import load_notes

OVER_DAYS_AGO, COMING_DAYS_AHEAD = 165, 30
COMPANIES, PROFESSORS, SUPPORTERS, STAYED_AWAY, TALKS = 22, 12, 5, 3, 40
AREA_TITLES = {
    SupportKind.TRAINING: "Weiterbildung & Qualifizierung",
    SupportKind.ADVICE: "Beratung & Best Practices",
    SupportKind.PROTOTYPES: "Technologietransfer & Prototypen",
    SupportKind.INFRASTRUCTURE: "Infrastruktur & Synergien",
}
DAY = (
    (0, 30, AgendaKind.PROGRAMME, "Ankommen und Begrüßung"),
    (30, 105, AgendaKind.TABLES, "Arbeit an vier Tischen"),
    (105, 120, AgendaKind.BREAK, "Pause"),
    (120, 150, AgendaKind.PROGRAMME, "Gruppen lesen und Punkte kleben"),
    (150, 210, AgendaKind.TALKS, "Einzelgespräche, erster Teil"),
    (210, 225, AgendaKind.BREAK, "Pause"),
    (225, 285, AgendaKind.TALKS, "Einzelgespräche, zweiter Teil"),
    (285, 300, AgendaKind.PROGRAMME, "Ausklang"),
)
"""Minutes after the beginning."""
ROUNDS = [start for first in (150, 225) for start in range(first, first + 60, 15)]


def load_workshops(session: Session, at: datetime) -> None:
    """Add both once; a demo that has them keeps them as its visitors left them."""
    if session.get(Workshop, stable_id("workshop", "vorbei")) is not None:
        return
    host = session.scalars(
        select(Account).where(Account.role == Role.TRANSFER_MANAGER).order_by(Account.email)
    ).first()
    coming = _workshop("bald", "Werkstatt Abwärme und Abluft", _coming_day(at), at, host)
    coming.state, coming.published_at = WorkshopState.PUBLISHED, moment(at, 10, 9)
    over = _workshop(
        "vorbei", "Werkstatt Kreislaufwirtschaft", moment(at, OVER_DAYS_AGO, 13), at, host
    )
    over.state, over.published_at = WorkshopState.OVER, over.starts_at - timedelta(days=45)
    over.begun_at, over.ended_at = over.starts_at, over.ends_at
    over.report_released_at = over.ends_at + timedelta(days=6)
    over.next_steps = (
        "Die Transferstellen melden sich bei allen, aus deren Notiz ein Bedarf wurde. Das nächste "
        "Treffen ist im Frühjahr."
    )
    session.add_all([coming, over])
    session.flush()
    people = _participants(session, over)
    _announce(session, coming, at)
    load_notes(session, over, people, host)
    _talks(session, over, people)


def _coming_day(at: datetime) -> datetime:
    """The first Tuesday after some weeks: nobody meets on a Sunday."""
    earliest = moment(at, 7, 13) + timedelta(days=COMING_DAYS_AHEAD)
    return earliest + timedelta(days=(1 - earliest.weekday()) % 7)


def _workshop(
    key: str, title: str, starts_at: datetime, at: datetime, host: Account | None
) -> Workshop:
    return Workshop(
        id=stable_id("workshop", key), title=title,
        summary=(
            "Ein Nachmittag für Unternehmen aus dem Kreis Unna und dem Ruhrgebiet: an vier Tischen "
            "sagen, was fehlt, und mit Lehrgebieten beider Hochschulen sprechen."
        ),
        place="Ökologiestation, Westenhellweg 110, 59192 Bergkamen",
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=5),
        registration_until=starts_at - timedelta(days=2), capacity=60, most_talks=6,
        contact="Transferstelle, 0221 4710 100", created_by=host,
        created_at=min(at, starts_at) - timedelta(days=60),
        agenda=[
            AgendaItem(
                kind=kind, title=words, starts_at=starts_at + timedelta(minutes=first),
                ends_at=starts_at + timedelta(minutes=last),
            )
            for first, last, kind, words in DAY
        ],
        tables=[
            WorkshopTable(
                id=stable_id("workshop table", f"{key} {area.value}"), name=name, area=area,
                position=place, code=stable_id("workshop code", f"{key} {area.value}").hex[:20],
            )
            for place, (area, name) in enumerate(AREA_TITLES.items())
        ],
    )  # fmt: skip


def _participants(session: Session, workshop: Workshop) -> list[Participant]:
    """Companies with needs of later first, so that their notes can be followed."""
    companies = _companies(session, workshop)
    profiles = session.scalars(
        select(Profile)
        .where(Profile.state == ProfileState.PUBLISHED)
        .order_by(Profile.id)
        .limit(PROFESSORS)
    ).all()
    people = [
        _person(workshop, Side.COMPANY, company.accounts[0], company.name, number)
        for number, company in enumerate(companies)
    ]
    for participant, company in zip(people, companies, strict=True):
        participant.size_class = company.size_class
        participant.industry_code = company.industry_code
        participant.municipality_ags = company.municipality_ags
    for number, profile in enumerate(profiles):
        people.append(
            _person(
                workshop,
                Side.PROFESSOR,
                profile.account,
                profile.department.campus.university.name,
                100 + number,
            )
        )
        people[-1].profile_id = profile.id
    for number in range(SUPPORTERS):
        people.append(
            _person(workshop, Side.SUPPORTER, None, "Wirtschaftsförderung der Region", 200 + number)
        )
    for number in range(STAYED_AWAY):
        people.append(_person(workshop, Side.GUEST, None, "Gast der Werkstatt", 300 + number))
    session.add_all(people)
    session.flush()
    return people


def _companies(session: Session, workshop: Workshop) -> list[Company]:
    later = (
        select(Challenge.company_id)
        .where(Challenge.submitted_at > workshop.ends_at + timedelta(days=3))
        .where(Challenge.state.in_([ChallengeState.IN_REVIEW, ChallengeState.CLOSED]))
    )
    with_accounts = select(Account.company_id).where(Account.role == Role.COMPANY)
    chosen = select(Company).where(Company.id.in_(with_accounts)).order_by(Company.id)
    wanted = [
        *session.scalars(chosen.where(Company.id.in_(later)).limit(COMPANIES - 6)),
        *session.scalars(chosen.where(Company.id.not_in(later)).limit(COMPANIES)),
    ]
    return wanted[:COMPANIES]


def _person(
    workshop: Workshop, side: Side, account: Account | None, organisation: str, number: int
) -> Participant:
    key = f"{workshop.id} {number}"
    registered_at = workshop.starts_at - timedelta(days=40 - number % 30, hours=number % 7)
    came = side is not Side.GUEST
    areas = list(SupportKind)
    return Participant(
        id=stable_id("participant", key), workshop_id=workshop.id, side=side,
        email=account.email if account else f"gast-{number}@werkstatt.example",
        name=account.display_name if account else "Beratung", organisation=organisation,
        areas=[areas[number % 4].value, areas[(number // 3 + 1) % 4].value],
        wants_talks=side in {Side.COMPANY, Side.PROFESSOR}, is_listed=came,
        code=stable_id("badge", key).hex[:20], account_id=account.id if account else None,
        registered_at=registered_at, consented_at=registered_at,
        checked_in_at=workshop.starts_at + timedelta(minutes=number % 25) if came else None,
    )  # fmt: skip


def _announce(session: Session, workshop: Workshop, at: datetime) -> None:
    """A few have registered for the next one already."""
    for number in range(8):
        person = _person(
            workshop, Side.GUEST, None, f"Muster Umwelttechnik {number + 1} GmbH", number
        )
        person.side, person.industry_code = Side.COMPANY, "28"
        person.registered_at = person.consented_at = at - timedelta(days=number + 1)
        session.add(person)


def _talks(session: Session, workshop: Workshop, people: list[Participant]) -> None:
    """Forty talks in eight rounds, nobody in two places."""
    companies = [each for each in people if each.side is Side.COMPANY]
    professors = [each for each in people if each.side is Side.PROFESSOR]
    rounds = [
        TalkRound(
            workshop_id=workshop.id, starts_at=workshop.starts_at + timedelta(minutes=start),
            ends_at=workshop.starts_at + timedelta(minutes=start + 15),
        )
        for start in ROUNDS
    ]  # fmt: skip
    session.add_all(rounds)
    session.flush()
    a_round = TALKS // len(rounds)
    for turn, each in enumerate(rounds):
        for seat in range(a_round):
            company = companies[(turn * a_round + seat) % len(companies)]
            professor = professors[
                (turn + seat + turn * a_round // len(companies)) % len(professors)
            ]
            session.add(TalkWish(wisher=company, wished=professor, wished_at=workshop.published_at))
            session.add(
                Talk(
                    workshop_id=workshop.id, round=each, company=company, professor=professor,
                    place=professors.index(professor) + 1, planned_at=workshop.begun_at,
                )
            )  # fmt: skip
