"""What stands around every page: the way through the service, whom to call, where one is."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from models import Role
from webapp.access import current_user
from webapp.config import Settings

HANDBOOKS = {
    Role.COMPANY: "handbook.company",
    Role.PROFESSOR: "handbook.professor",
    Role.TRANSFER_MANAGER: "handbook.transfer_office",
}


@dataclass(frozen=True)
class Entry:
    """One link of the navigation."""

    label: str
    url: str
    current: bool
    icon: str | None


ICONS = {
    "challenges.index": "need", "challenges.enter": "plus", "challenges.begin_visit": "plus",
    "challenges.list_visits": "company", "profiles.index": "competence",
    "profiles.edit": "professor", "introductions.index": "inbox", "radar.index": "match",
    "review.inbox": "inbox", "planning.show": "plan", "figures.show": "chart",
    "region.show": "map", "region.show_half_years": "map", "topic_gaps.published": "search",
    "admin.accounts": "person",
    "admin.operations": "pulse", "auditing.trail": "list", "learning.index": "competence",
    "public.how_it_works": "help", "workshops.index": "calendar",
}  # fmt: skip
"""What stands before a link in the menu of a phone; the drawings are in templates/icons."""


@dataclass(frozen=True)
class Contact:
    """The Transferstelle, reachable from every page."""

    name: str
    phone: str
    phone_href: str
    hours: str
    email: str


def init_app(app: Flask, settings: Settings) -> None:
    """Give every template its surroundings."""
    digits = [each for each in settings.contact_phone if each in "+0123456789"]
    contact = Contact(
        name=settings.contact_name,
        phone=settings.contact_phone,
        phone_href="tel:" + "".join(digits),
        hours=settings.contact_hours,
        email=settings.contact_email,
    )
    app.context_processor(
        lambda: {
            "navigation": navigation() if request else [],
            "own_handbook": own_handbook(),
            "page_here": page_here(),
            "contact": contact,
            "is_demo": settings.is_demo,
            "settings": settings,
        }
    )


def own_handbook() -> str:
    """The page that explains the service to somebody in this role."""
    user = current_user()
    return HANDBOOKS.get(user.role, "handbook.index") if user else "handbook.index"


def page_here() -> str | None:
    """The kind of page this is, for reports: without the ids and tokens in its address."""
    return shape_of(request.url_rule.rule) if request and request.url_rule else None


def own_pages() -> set[str]:
    """Every kind of page there is."""
    return {shape_of(rule.rule) for rule in current_app.url_map.iter_rules()}


def shape_of(rule: str) -> str:
    """The address with „…“ wherever each page of the kind has an id of its own."""
    return re.sub(r"<[^>]+>", "…", rule)


def navigation() -> list[Entry]:
    """The links of the signed-in role; nobody sees a door that is closed to them."""
    user = current_user()
    doors = _doors(user.role if user else None)
    here: Any = request.path if request else ""
    urls = [url_for(endpoint) for _label, endpoint in doors]
    nearest = max((url for url in urls if _leads_to(url, here)), key=len, default=None)
    return [
        Entry(label, url_for(endpoint), url_for(endpoint) == nearest, ICONS.get(endpoint))
        for label, endpoint in doors
    ]


def _doors(role: Role | None) -> list[tuple[str, str]]:
    match role:
        case Role.COMPANY:
            return [
                (_("Meine Bedarfe"), "challenges.index"),
                (_("Kompetenzen"), "profiles.index"),
            ]
        case Role.PROFESSOR:
            return [
                (_("Anfragen"), "introductions.index"),
                (_("Bedarfsradar"), "radar.index"),
                (_("Mein Profil"), "profiles.edit"),
                (_("Kompetenzen"), "profiles.index"),
            ]
        case Role.TRANSFER_MANAGER:
            return [
                (_("Eingang"), "review.inbox"),
                (_("Planung"), "planning.show"),
                (_("Bedarf aufnehmen"), "challenges.enter"),
                (_("Kompetenzen"), "profiles.index"),
                (_("Auswertung"), "figures.show"),
                (_("Region"), "region.show"),
            ]
        case Role.SUPPORTER:
            return [
                (_("Region"), "region.show_half_years"),
                (_("Lücken"), "topic_gaps.published"),
                (_("Kompetenzen"), "profiles.index"),
            ]
        case Role.SCOUT:
            return [
                (_("Besuche"), "challenges.list_visits"),
                (_("Besuch notieren"), "challenges.begin_visit"),
                (_("Kompetenzen"), "profiles.index"),
            ]
        case Role.ADMIN:
            return [
                (_("Konten"), "admin.accounts"),
                (_("Betrieb"), "admin.operations"),
                (_("Protokoll"), "auditing.trail"),
                (_("Gelernt"), "learning.index"),
                (_("Region"), "region.show_half_years"),
            ]
    return [
        (_("Kompetenzen"), "profiles.index"),
        (_("Veranstaltungen"), "workshops.index"),
        (_("So funktioniert es"), "public.how_it_works"),
    ]


def _leads_to(url: str, here: str) -> bool:
    return here == url or here.startswith(url + "/")
