"""The German words for what happens at a workshop."""

from enum import Enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from models import (
    AgendaKind,
    HoldReason,
    MoveKind,
    NoteSource,
    NoteState,
    SeatState,
    Side,
    WorkshopState,
)

WORKSHOP_LABELS: dict[Enum, LazyString] = {
    WorkshopState.DRAFT: _l("Entwurf"),
    WorkshopState.PUBLISHED: _l("Angekündigt"),
    WorkshopState.RUNNING: _l("Läuft"),
    WorkshopState.OVER: _l("Beendet"),
    WorkshopState.CANCELLED: _l("Abgesagt"),
    AgendaKind.PROGRAMME: _l("Programm"),
    AgendaKind.TABLES: _l("Arbeit an Tischen"),
    AgendaKind.TALKS: _l("Einzelgespräche"),
    AgendaKind.BREAK: _l("Pause"),
    Side.COMPANY: _l("Unternehmen"),
    Side.PROFESSOR: _l("Hochschule"),
    Side.SUPPORTER: _l("Kammer, Stadt oder Wirtschaftsförderung"),
    Side.GUEST: _l("Gast"),
    SeatState.REGISTERED: _l("Angemeldet"),
    SeatState.WAITING: _l("Auf der Warteliste"),
    SeatState.CANCELLED: _l("Abgemeldet"),
    NoteSource.PHONE: _l("Vom Telefon"),
    NoteSource.CARD: _l("Von einer Karte"),
    NoteState.SHOWN: _l("Sichtbar"),
    NoteState.HELD: _l("Wartet auf Prüfung"),
    NoteState.REMOVED: _l("Entfernt"),
    HoldReason.RUDE: _l("Wortwahl"),
    HoldReason.PERSONAL: _l("Angaben zu einer Person"),
    HoldReason.LINK: _l("Internetadresse"),
    HoldReason.REPORTED: _l("Von jemandem gemeldet"),
    MoveKind.GROUPED: _l("Gruppiert"),
    MoveKind.MOVED: _l("Verschoben"),
    MoveKind.MERGED: _l("Zusammengeführt"),
    MoveKind.SPLIT: _l("Getrennt"),
}
