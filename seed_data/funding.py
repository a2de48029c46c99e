"""Förderprogramme that exist by name, with what a public page says of each in general.

Nobody has compared them with their source, so every one of them is unchecked, and rates, sums and
deadlines stay empty. Where an address stands, a stored copy of that page spoke of the programme on
the day this list was written; whether it still does, the Transferstellen find out.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import (
    FundingApplicant,
    FundingChange,
    FundingLevel,
    FundingPartner,
    FundingProgramme,
    FundingRegion,
    FundingRevision,
    FundingStage,
)
from models.funding import FACTS, as_plain
from seed_data.keys import stable_id

SMALL_ONES = (FundingApplicant.MICRO, FundingApplicant.SMALL, FundingApplicant.MEDIUM)


@dataclass(frozen=True)
class Known:
    """What is told of a programme; everything else is not known."""

    name: str
    provider: str
    level: FundingLevel
    purpose: str
    applicants: tuple[FundingApplicant, ...] = ()
    partner: FundingPartner | None = None
    stages: tuple[FundingStage, ...] = ()
    region: FundingRegion | None = None
    source_address: str = ""
    source_kind: str = ""
    note: str = ""


PROGRAMMES: dict[str, Known] = {
    "zim": Known(
        "Zentrales Innovationsprogramm Mittelstand (ZIM)",
        "Bundesministerium für Wirtschaft",
        FundingLevel.FEDERAL,
        "Forschung und Entwicklung im Mittelstand: einzelne Betriebe, Kooperationen mit anderen "
        "Unternehmen oder Forschungseinrichtungen, Durchführbarkeitsstudien.",
        applicants=SMALL_ONES,
        partner=FundingPartner.POSSIBLE,
        stages=(FundingStage.IDEA, FundingStage.DEVELOPMENT),
        region=FundingRegion.GERMANY,
        source_address=(
            "https://www.ihk.de/schwaben/produktmarken/branchen-und-netzwerke/industrie/"
            "foerderprogramme/neue-zim-richtlinie-ab-januar-2025-6362202"
        ),
        source_kind="Seite einer IHK über das Programm",
    ),
    "kmu-innovativ": Known(
        "KMU-innovativ: Ressourcen und Kreislaufwirtschaft",
        "Bundesministerium für Forschung",
        FundingLevel.FEDERAL,
        "Riskante Forschung und Entwicklung kleiner und mittlerer Unternehmen zu Rohstoffen, "
        "Wasser und Kreislaufwirtschaft, allein oder im Verbund mit Hochschulen.",
        applicants=(*SMALL_ONES, FundingApplicant.CONSORTIUM),
        partner=FundingPartner.POSSIBLE,
        stages=(FundingStage.DEVELOPMENT,),
        region=FundingRegion.GERMANY,
        source_address="https://ptj.de/kmu-innovativ/ressourceneffizienz",
        source_kind="Seite des Projektträgers",
    ),
    "mid": Known(
        "Mittelstand Innovativ & Digital (MID)",
        "Wirtschaftsministerium Nordrhein-Westfalen",
        FundingLevel.STATE,
        "Gutscheine für kleine und mittlere Unternehmen, die digitale Produkte und Verfahren mit "
        "Hilfe von außen entwickeln.",
        applicants=SMALL_ONES,
        stages=(FundingStage.ENTRY, FundingStage.DEVELOPMENT),
        region=FundingRegion.STATE,
        source_address=(
            "https://www.ptj.de/projektfoerderung/mittelstand-innovativ-digital/mid-gutscheine"
        ),
        source_kind="Seite des Projektträgers",
        note="Die Seite meldete für MID-Analyse und MID-Innovation einen Antragsstopp ab Juli "
        "2025, und eine IHK einen Wechsel zur NRW.BANK. Bitte nachsehen.",
    ),
    "go-inno": Known(
        "Innovationsgutscheine (go-inno)",
        "Bundesministerium für Wirtschaft",
        FundingLevel.FEDERAL,
        "Beratung von außen, bevor ein kleines Unternehmen ein neues Produkt oder Verfahren "
        "einführt.",
        applicants=(FundingApplicant.MICRO, FundingApplicant.SMALL),
        stages=(FundingStage.IDEA,),
        region=FundingRegion.GERMANY,
        source_address=(
            "https://www.innovation-beratung-foerderung.de/INNO/Navigation/DE/go-inno/FAQ/faq.html"
        ),
        source_kind="Häufige Fragen zum Programm",
    ),
    "dbu": Known(
        "Projektförderung der Deutschen Bundesstiftung Umwelt",
        "Deutsche Bundesstiftung Umwelt (DBU)",
        FundingLevel.OTHER,
        "Neue, beispielhafte Vorhaben zum Schutz der Umwelt, mit besonderem Blick auf kleine und "
        "mittlere Unternehmen; auch gemeinsam mit Hochschulen.",
        applicants=(*SMALL_ONES, FundingApplicant.UNIVERSITY, FundingApplicant.CONSORTIUM),
        partner=FundingPartner.POSSIBLE,
        region=FundingRegion.GERMANY,
        source_address="https://www.dbu.de/foerderung/projektfoerderung/",
        source_kind="Seite der Stiftung",
    ),
    "efre": Known(
        "EFRE/JTF-Programm Nordrhein-Westfalen",
        "Land Nordrhein-Westfalen und Europäische Union",
        FundingLevel.EUROPE,
        "Innovation, Klimaschutz, Kreislaufwirtschaft und Strukturwandel, über einzelne Aufrufe.",
        region=FundingRegion.STATE,
        source_address="https://www.efre.nrw.de/efre-programm/",
        source_kind="Seite des Programms",
        note="Was gefördert wird, steht im einzelnen Aufruf. Der JTF-Teil gilt laut der Seite nur "
        "in einzelnen Städten. Bitte nachsehen.",
    ),
    "stark": Known(
        "STARK",
        "Bundesministerium für Wirtschaft",
        FundingLevel.FEDERAL,
        "Vorhaben, die den Strukturwandel in Kohleregionen und an Kraftwerksstandorten "
        "voranbringen, zum Beispiel Studien, Vernetzung und Transfer.",
        source_address="https://wirtschaftsregion-lausitz.de/strukturentwicklung/stark/",
        source_kind="Seite einer anderen Kohleregion über das Programm",
    ),
    "fuenf-standorte": Known(
        "5-StandorteProgramm",
        "Land Nordrhein-Westfalen mit Mitteln des Bundes",
        FundingLevel.STATE,
        "Vorhaben an den fünf Standorten von Steinkohlekraftwerken im Ruhrgebiet, darunter der "
        "Kreis Unna, die Innovation, Wertschöpfung und Beschäftigung stärken.",
        source_address=(
            "https://bra.nrw.de/foerderportal-wirtschaft/foerderportal/kommunen-kreise-"
            "oeffentliche-einrichtungen/5-standorteprogramm-fuer-die-"
            "steinkohlekraftwerksstandorte-im-ruhrgebiet"
        ),
        source_kind="Seite der Bezirksregierung Arnsberg",
    ),
    "fh-kooperativ": Known(
        "FH-Kooperativ",
        "Bundesministerium für Forschung",
        FundingLevel.FEDERAL,
        "Gemeinsame Forschung von Fachhochschulen und Unternehmen, die zu Lösungen für den Betrieb "
        "führt.",
        applicants=(FundingApplicant.UNIVERSITY,),
        partner=FundingPartner.REQUIRED,
        stages=(FundingStage.DEVELOPMENT,),
        region=FundingRegion.GERMANY,
        source_address="http://www.forschung-fachhochschulen.de/massnahmen/fh-kooperativ",
        source_kind="Seite des Programms",
        note="Die Seite meldete, dass Einreichungstermine ab 2024 vorerst ausgesetzt sind. Bitte "
        "nachsehen.",
    ),
    "dati": Known(
        "Deutsche Agentur für Transfer und Innovation (DATI)",
        "Bundesministerium für Forschung",
        FundingLevel.FEDERAL,
        "Transfer von Ideen aus Hochschulen in die Anwendung.",
    ),
    "forschungszulage": Known(
        "Forschungszulage",
        "Bescheinigungsstelle Forschungszulage und Finanzamt",
        FundingLevel.FEDERAL,
        "Steuerliche Förderung von Forschung und Entwicklung, für Unternehmen jeder Größe, auch "
        "für Aufträge an Hochschulen.",
        applicants=(*SMALL_ONES, FundingApplicant.LARGE),
        partner=FundingPartner.POSSIBLE,
        stages=(FundingStage.DEVELOPMENT,),
        region=FundingRegion.GERMANY,
        source_address="https://www.bescheinigung-forschungszulage.de/faq",
        source_kind="Häufige Fragen der Bescheinigungsstelle",
    ),
    "umweltinnovation": Known(
        "Umweltinnovationsprogramm",
        "Bundesumweltministerium",
        FundingLevel.FEDERAL,
        "Die erste Anwendung eines neuen Verfahrens in großem Maßstab, das die Umwelt entlastet. "
        "Forschung und Entwicklung müssen abgeschlossen sein.",
        applicants=(*SMALL_ONES, FundingApplicant.LARGE),
        stages=(FundingStage.PILOT, FundingStage.INVESTMENT),
        region=FundingRegion.GERMANY,
        source_address=(
            "https://www.i-m-b.de/umweltinnovationsprogramm-investitionszuschuesse-fuer-"
            "demonstrationsvorhaben/"
        ),
        source_kind="Seite einer Beratung über das Programm",
    ),
    "invest": Known(
        "INVEST – Zuschuss für Wagniskapital",
        "Bundesamt für Wirtschaft und Ausfuhrkontrolle (BAFA)",
        FundingLevel.FEDERAL,
        "Zuschuss für Menschen, die sich privat an jungen, innovativen Unternehmen beteiligen.",
        stages=(FundingStage.INVESTMENT,),
        partner=FundingPartner.NOT_MEANT,
        region=FundingRegion.GERMANY,
        source_address="https://ihk.de/dortmund/foerdermoeglichkeiten/finanzierung/"
        "finanzierung-aktuell-307362",
        source_kind="Seite der IHK zu Dortmund über das Programm",
    ),
}
"""By key."""


def load_funding(session: Session, at: datetime) -> int:
    """Complete the list and return how many came; what managers changed stays as they left it."""
    added = 0
    for key, known in PROGRAMMES.items():
        programme_id = stable_id("funding", key)
        if session.get(FundingProgramme, programme_id) is not None:
            continue
        programme = FundingProgramme(
            id=programme_id, created_at=at, name=known.name, provider=known.provider,
            level=known.level, purpose=known.purpose, partner=known.partner, region=known.region,
            applicants=[each.value for each in known.applicants],
            stages=[each.value for each in known.stages], source_address=known.source_address,
            source_kind=known.source_kind, note=known.note,
        )  # fmt: skip
        session.add(programme)
        session.flush()
        told = {
            name: [None, as_plain(getattr(programme, name))]
            for name in (*FACTS, "note")
            if getattr(programme, name)
        }
        session.add(
            FundingRevision(
                programme_id=programme_id, kind=FundingChange.ADDED, changes=told, made_at=at
            )
        )
        added += 1
    session.flush()
    return added
