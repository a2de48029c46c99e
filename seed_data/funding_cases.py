"""Förderwege of the demo's cases, with invented programmes: of real ones nobody here says more.

An invented one may be checked, expired or about to end, so that visitors see how the list tells
that; its name says that it is invented.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import (
    Challenge,
    FundingApplicant,
    FundingLevel,
    FundingNote,
    FundingPartner,
    FundingProgramme,
    FundingRegion,
    FundingStage,
    FundingStep,
)
from models.base import local_date
from seed_data.keys import stable_id

EVERY_COMPANY = ["kleinst", "klein", "mittel", "gross"]
GRANTED = ("N45", 1_250_000)
"""The case with a grant, and how many cents it was."""


def load_funding_cases(session: Session, at: datetime) -> None:
    """Add them once; a demo that has them keeps them as its visitors left them."""
    if session.get(FundingProgramme, stable_id("funding", "muster-gutschein")) is not None:
        return
    today = local_date(at)
    facts = {
        "applicants": EVERY_COMPANY, "region": FundingRegion.STATE, "created_at": at,
        "partner": FundingPartner.POSSIBLE, "source_kind": "Erfundene Richtlinie",
    }  # fmt: skip
    voucher = FundingProgramme(
        id=stable_id("funding", "muster-gutschein"), name="Muster-Gutschein Kreislauf (erfunden)",
        provider="Musterstiftung (erfunden)", level=FundingLevel.OTHER,
        purpose="Ein kleiner Auftrag an eine Hochschule, der eine Idee auf Machbarkeit prüft.",
        stages=[FundingStage.IDEA.value, FundingStage.ENTRY.value],
        formats=["gutschein", "beratung", "laboranalytik"],
        themes=["r-strategie", "stofffluss", "technologie", "querschnitt"],
        source_address="https://musterstiftung.example/gutschein", checked_on=today, **facts,
    )  # fmt: skip
    project = FundingProgramme(
        id=stable_id("funding", "muster-projekt"), name="Muster-Projekt Ressourcen (erfunden)",
        provider="Musterstiftung (erfunden)", level=FundingLevel.OTHER,
        purpose="Gemeinsame Entwicklung von Betrieb und Hochschule bis zum Versuch im Betrieb.",
        stages=[FundingStage.DEVELOPMENT.value, FundingStage.PILOT.value],
        formats=["fue_projekt"], themes=["r-strategie", "stofffluss"],
        source_address="https://musterstiftung.example/projekt",
        checked_on=today - timedelta(days=200), **facts | {"partner": FundingPartner.REQUIRED},
    )  # fmt: skip
    over = FundingProgramme(
        id=stable_id("funding", "muster-vorbei"), name="Muster-Fonds Übergang (erfunden)",
        provider="Musterstiftung (erfunden)", level=FundingLevel.OTHER,
        purpose="Investitionen in neue Verfahren.", stages=[FundingStage.INVESTMENT.value],
        valid_until=today - timedelta(days=30), source_address="https://musterstiftung.example/",
        **facts | {"applicants": [FundingApplicant.SMALL.value]},
    )  # fmt: skip
    session.add_all([voucher, project, over])
    session.flush()
    need, cents = GRANTED
    _note(session, need, 1, voucher, FundingStep.SUGGESTED, at - timedelta(days=40))
    _note(
        session, need, 2, voucher, FundingStep.GRANTED, at, cents=cents,
        source="Bescheid, am Telefon vorgelesen",
    )  # fmt: skip
    session.flush()


def _note(
    session: Session,
    need: str,
    number: int,
    programme: FundingProgramme,
    step: FundingStep,
    at: datetime,
    *,
    cents: int | None = None,
    source: str = "",
) -> None:
    challenge = session.get(Challenge, stable_id("challenges", need))
    if challenge is None:
        return
    session.add(
        FundingNote(
            challenge_id=challenge.id, programme_id=programme.id, number=number, step=step,
            cents=cents, source=source, happened_on=local_date(at) if source else None,
            made_at=at, made_by_id=challenge.lead_id,
        )
    )  # fmt: skip
