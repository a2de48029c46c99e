"""What was said at the demo's workshop: notes, clusters by theme, dots, and needs made of it."""

import csv
import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Account,
    Challenge,
    ChallengeState,
    ClusterDot,
    MoveKind,
    NoteCluster,
    NoteMove,
    NoteNeed,
    NoteSource,
    Participant,
    Side,
    SupportKind,
    Workshop,
    WorkshopNote,
)
from seed_data.keys import stable_id

FILE = Path(__file__).with_suffix(".tsv")
"""Columns: the area of the table (SupportKind), the theme, the words."""
TALKED_FROM, TALKED_FOR, VOTED_FROM = timedelta(minutes=32), timedelta(minutes=70), 125
NEEDS, SEED = 12, 20
THEMES = {
    "foerderung": "Förderung finden und beantragen",
    "rezyklat-sproede": "Rezyklat wird spröde",
    "abwaerme": "Abwärme nutzen",
    "reststoffboerse": "Reststoffe weitergeben",
    "pruefstand-teilen": "Prüfstände gemeinsam nutzen",
    "fachkraefte": "Fachkräfte finden",
    "co2-bilanz-lernen": "CO2-Bilanz lernen",
    "berichtspflicht": "Berichtspflichten erfüllen",
    "waermenetz": "Nahwärme im Gewerbegebiet",
    "verpackung": "Verpackung umstellen",
    "verbund-trennen": "Verbundstoffe trennen",
    "sensor-wasser": "Wasser mit Sensoren überwachen",
    "prototyp": "Prototypen bauen",
    "ki-produktion": "KI in der Produktion",
    "gute-beispiele": "Gute Beispiele ansehen",
    "azubi-werkstoffe": "Neue Werkstoffe in der Ausbildung",
    "abwasser-grenzwerte": "Grenzwerte im Abwasser",
    "abschlussarbeiten": "Abschlussarbeiten im Betrieb",
    "sortieren-kamera": "Sortieren mit der Kamera",
    "ladesaeulen": "Ladesäulen teilen",
    "genehmigung": "Genehmigungen verstehen",
    "energiemanager": "Energiemanager ausbilden",
    "3d-druck": "3D-Druck ausprobieren",
    "wasserstoff": "Wasserstoff",
    "phosphor": "Phosphor zurückgewinnen",
    "online-kurse": "Online-Kurse",
    "logistik": "Gemeinsame Logistik",
    "laerm": "Lärm mindern",
    "gefahrstoffe": "Gefahrstoffe ersetzen",
}
"""What people call a theme; a note of another theme stands alone."""
THEME_OF_NEED = {
    "Fragebögen ohne Ende": "berichtspflicht",
    "Wir fahren Luft spazieren": "logistik",
    "Aus alten Klappboxen neue machen": "rezyklat-sproede",
    "Die Öfen heizen den Hof": "abwaerme",
    "Customer portal asks for kg CO2 per part": "co2-bilanz-lernen",
}
"""Notes that became needs, where others said the same; by the title of the need."""


def load_notes(
    session: Session, workshop: Workshop, people: Sequence[Participant], host: Account | None
) -> None:
    """Add the notes of the day and everything that was made of them."""
    chance = random.Random(SEED)
    tables = {each.area: each for each in workshop.tables}
    themes: dict[str, list[WorkshopNote]] = defaultdict(list)
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    for number, row in enumerate(rows):
        note = WorkshopNote(
            id=stable_id("note", f"{workshop.id} {number}"), workshop_id=workshop.id,
            table_id=tables[SupportKind(row["area"])].id, key=f"vorfuehrung-{number}",
            text=row["text"],
            source=NoteSource.CARD if number % 4 == 0 else NoteSource.PHONE,
            written_by_id=host.id if host and number % 4 == 0 else None,
            written_at=workshop.starts_at + TALKED_FROM + TALKED_FOR * number / len(rows),
        )  # fmt: skip
        session.add(note)
        themes[row["theme"]].append(note)
    session.flush()
    for need, note in _make_needs(session, workshop, people, host):
        if need.title in THEME_OF_NEED:
            themes[THEME_OF_NEED[need.title]].append(note)
    clusters = [
        _cluster(session, workshop, title, themes[theme]) for theme, title in THEMES.items()
    ]
    _vote(session, workshop, people, clusters, chance)


def _cluster(
    session: Session, workshop: Workshop, title: str, notes: Sequence[WorkshopNote]
) -> NoteCluster:
    made_at = workshop.starts_at + timedelta(minutes=107)
    cluster = NoteCluster(
        id=stable_id("cluster", f"{workshop.id} {title}"), workshop_id=workshop.id, title=title,
        is_titled_by_hand=True, made_at=made_at,
    )  # fmt: skip
    session.add(cluster)
    session.flush()
    for note in notes:
        note.cluster_id = cluster.id
        session.add(
            NoteMove(
                note_id=note.id, to_cluster_id=cluster.id, kind=MoveKind.GROUPED, moved_at=made_at
            )
        )
    return cluster


def _vote(
    session: Session, workshop: Workshop, people: Sequence[Participant],
    clusters: Sequence[NoteCluster], chance: random.Random,
) -> None:  # fmt: skip
    """Everybody who was there puts their dots, more of them on what many spoke of."""
    weights = [len(each.notes) for each in clusters]
    for person in people:
        if person.checked_in_at is None:
            continue
        chosen = chance.choices(clusters, weights, k=workshop.dots)
        for number, cluster in enumerate(chosen, start=1):
            session.add(
                ClusterDot(
                    workshop_id=workshop.id, cluster_id=cluster.id, number=number,
                    voter=stable_id("voter", str(person.id)).hex,
                    put_at=workshop.starts_at + timedelta(minutes=VOTED_FROM),
                )
            )  # fmt: skip


def _make_needs(
    session: Session, workshop: Workshop, people: Sequence[Participant], host: Account | None
) -> list[tuple[Challenge, WorkshopNote]]:
    """What companies said in the room and handed in later: the thread from note to outcome."""
    owners = {
        each.account.company_id: each
        for each in people
        if each.side is Side.COMPANY and each.account
    }
    needs = session.scalars(
        select(Challenge)
        .where(Challenge.company_id.in_(owners), Challenge.submitted_at > workshop.ends_at)
        .where(Challenge.state.in_([ChallengeState.IN_REVIEW, ChallengeState.CLOSED]))
        .order_by(Challenge.closed_at.is_(None), Challenge.submitted_at, Challenge.id)
        .limit(NEEDS)
    ).all()
    made = []
    for number, need in enumerate(needs):
        table = workshop.tables[number % len(workshop.tables)]
        note = WorkshopNote(
            id=stable_id("note", f"{workshop.id} {need.id}"), workshop_id=workshop.id,
            table_id=table.id, key=f"vorfuehrung-bedarf-{number}", text=need.title,
            participant_id=owners[need.company_id].id,
            written_at=workshop.starts_at + timedelta(minutes=40 + number),
        )  # fmt: skip
        session.add(note)
        session.flush()
        session.add(
            NoteNeed(
                note_id=note.id, challenge_id=need.id, made_by_id=host.id if host else None,
                made_at=workshop.starts_at + timedelta(minutes=200 + number),
            )
        )  # fmt: skip
        made.append((need, note))
    return made
