"""Every figure a second time, the slow way: loops over plain rows.

Of the product it takes nothing but the calendar by which promises are made.
"""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import text

from webapp.working_days import add_working_days

BERLIN = ZoneInfo("Europe/Berlin")
TABLES = (
    "challenges", "companies", "municipalities", "match_runs", "matches", "decisions", "teasers",
    "introductions", "profiles", "departments", "campuses", "universities", "promises",
    "audit_entries", "exclusions", "conflicts_of_interest", "accounts", "competences",
)  # fmt: skip
STEPS = [
    "Eingereicht", "Mit Vorschlägen", "Vorschlag freigegeben", "Angefragt", "Interesse",
    "Vermittelt", "Erstgespräch", "Zusammenarbeit",
]  # fmt: skip
SECTORS = {
    "22": "Kunststoff- und Gummiverarbeitung",
    "25": "Metallverarbeitung",
    "38": "Entsorgung und Recycling",
}
SIZES = ["kleinst", "klein", "mittel", "gross", None]
NO_RESULT = {"keine_zusammenarbeit", "kein_treffer", None}
PROMISES = ["antwort", "freigabe", "suche", "zustimmung", "erstgespraech", "ergebnis"]


def plain(value):
    """A value as both databases would give it."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?", value):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return date.fromisoformat(value)
    return value.hex if hasattr(value, "hex") and not isinstance(value, float) else value


class Rows:
    """All rows of the tables that figures are made of."""

    def __init__(self, session) -> None:
        for name in TABLES:
            found = session.execute(text(f"SELECT * FROM {name}")).mappings()
            rows = [{key: plain(value) for key, value in row.items()} for row in found]
            setattr(self, name, rows)

    def by_id(self, table: str, key):
        return next((each for each in getattr(self, table) if each["id"] == key), None)

    def where(self, table: str, **equal):
        return [
            each
            for each in getattr(self, table)
            if all(each[name] == value for name, value in equal.items())
        ]


def local(moment):
    return moment.astimezone(BERLIN) if isinstance(moment, datetime) else moment


def day(moment):
    return local(moment).date() if isinstance(moment, datetime) else moment


def middle(values):
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    even = len(ordered) % 2 == 0
    return round((ordered[half - 1] + ordered[half]) / 2 if even else ordered[half], 1)


def nine_of_ten(values):
    for limit in sorted(values):
        if sum(each <= limit for each in values) >= 0.9 * len(values):
            return round(limit, 1)
    return None


def is_barred(rows, need, manager) -> bool:
    ties = {
        each["organisation_key"]
        for each in rows.where("conflicts_of_interest", account_id=manager["id"])
    }
    company = rows.by_id("companies", need["company_id"])
    shunned = rows.where("exclusions", challenge_id=need["id"])
    return (
        company["organisation_key"] in ties
        or any(each["university_id"] == manager["university_id"] for each in shunned)
        or any(each["organisation_key"] in ties for each in shunned if each["organisation_key"])
    )


def counted(rows, manager_id, first: date, after: date, sector=None, ags=None):
    """The needs on a manager's own desk that were handed in from one day to before another."""
    manager = rows.by_id("accounts", manager_id)
    for need in rows.challenges:
        if need["state"] in {"entwurf", "zurueckgezogen"} or is_barred(rows, need, manager):
            continue
        is_open = need["state"] != "abgeschlossen"
        if need["lead_id"] != manager_id and not (need["lead_id"] is None and is_open):
            continue
        if not first <= day(need["submitted_at"]) < after:
            continue
        if sector and sector_of(rows, need) != sector:
            continue
        if ags and need["municipality_ags"] != ags:
            continue
        yield need


def sector_of(rows, need) -> str:
    code = rows.by_id("companies", need["company_id"])["industry_code"]
    if not code:
        return "Branche nicht angegeben"
    return SECTORS.get(code[:2], "Andere Branchen")


def matches_of(rows, need):
    runs = {each["id"] for each in rows.where("match_runs", challenge_id=need["id"])}
    return [each for each in rows.matches if each["run_id"] in runs]


def decisions_of(rows, need):
    ids = {each["id"] for each in matches_of(rows, need)}
    return [each for each in rows.decisions if each["match_id"] in ids]


def moments(rows, need) -> list:
    """When the need took each step for the first time, up to the first it did not take."""
    introductions = rows.where("introductions", challenge_id=need["id"])
    approvals = [each for each in decisions_of(rows, need) if each["verdict"] == "freigegeben"]
    ways = [
        [need["submitted_at"]],
        [each["created_at"] for each in matches_of(rows, need)],
        [each["decided_at"] for each in approvals],
        [each["asked_at"] for each in introductions],
        [each["professor_consented_at"] for each in introductions],
        [each["company_consented_at"] for each in introductions],
        [each["met_on"] for each in introductions],
        [need["closed_at"]] if need["outcome"] not in NO_RESULT else [],
    ]
    taken = []
    for way in ways:
        known = [each for each in way if each is not None]
        if not known:
            return taken
        taken.append(min(known))
    return taken


def days_apart(begin, end) -> float:
    if isinstance(begin, datetime) and isinstance(end, datetime):
        return max(0.0, (end - begin) / timedelta(days=1))
    return max(0.0, float((day(end) - day(begin)).days))


def working_days_apart(begin, end) -> int:
    """The fewest that reach the day when they are promised."""
    enough = 0
    while add_working_days(day(begin), enough) < day(end):
        enough += 1
    return enough


def declined_at(rows, introduction):
    if introduction["decline_reason"] is None:
        return None
    entries = rows.where("audit_entries", verb="abgesagt", object_id=introduction["id"])
    return max((each["at"] for each in entries), default=None)


def university_of(rows, introduction) -> str:
    profile = rows.by_id("profiles", introduction["profile_id"])
    department = rows.by_id("departments", profile["department_id"])
    campus = rows.by_id("campuses", department["campus_id"])
    return rows.by_id("universities", campus["university_id"])["name"]


def recount(rows, needs, months, today: date) -> dict[str, list[list]]:
    """Every table by name; each row without its first words."""
    needs = list(needs)
    taken = {need["id"]: moments(rows, need) for need in needs}
    introductions = [
        each for need in needs for each in rows.where("introductions", challenge_id=need["id"])
    ]

    def steps(of) -> list[int]:
        lengths = [len(taken[need["id"]]) for need in of]
        return [sum(each > place for each in lengths) for place in range(len(STEPS))]

    def grouped(keys, key) -> list[list]:
        found = [steps([need for need in needs if key(need) == each]) for each in keys]
        return [*found, steps(needs)]

    total = steps(needs)
    way = []
    for place, count in enumerate(total):
        if place:
            long = [each for each in taken.values() if len(each) > place]
            days = [days_apart(each[place - 1], each[place]) for each in long]
        else:
            days = [days_apart(need["created_at"], need["submitted_at"]) for need in needs]
        before = total[place - 1] if place else None
        share = round(count / before, 4) if before else None
        way.append([count, share, round(count / total[0], 4) if total[0] else None, middle(days)])
    first_answers, professors, consents = [], [], []
    for need in needs:
        heard = [
            each["presented_at"]
            for each in rows.where("teasers", challenge_id=need["id"])
            if each["presented_at"]
        ]
        heard += [need["closed_at"]] if need["closed_at"] else []
        if heard:
            first_answers.append((need["submitted_at"], min(heard)))
    for each in introductions:
        sent = each["renewed_at"] or each["asked_at"]
        said = each["professor_consented_at"] or declined_at(rows, each)
        if sent and said:
            professors.append((sent, said))
        if each["professor_consented_at"] and each["company_consented_at"]:
            consents.append((each["professor_consented_at"], each["company_consented_at"]))
    waits = []
    for spans in (first_answers, professors, consents):
        measured = [[apart(*each) for each in spans] for apart in (days_apart, working_days_apart)]
        found = [measure(days) for days in measured for measure in (middle, nine_of_ten)]
        waits.append([len(spans), *found])
    asked = [each for each in introductions if each["asked_at"]]
    reached = ("professor_consented_at", "company_consented_at", "met_on")
    names = sorted({each["name"] for each in rows.universities})

    def universities(of) -> list[int]:
        return [len(of), *(sum(each[name] is not None for each in of) for name in reached)]

    return {
        "weg": way,
        "antwortzeiten": waits,
        "termine": promised(rows, needs, today),
        "ergebnisse": tally(need["outcome"] for need in needs),
        "vermittlungen": tally(each["state"] for each in introductions),
        "absagen": tally(each["decline_reason"] for each in introductions),
        "ablehnungen": tally(each["reason"] for need in needs for each in decisions_of(rows, need)),
        "monate": grouped(
            months,
            lambda need: (local(need["submitted_at"]).year, local(need["submitted_at"]).month),
        ),
        "branchen": grouped(
            sorted({sector_of(rows, need) for need in needs}), lambda need: sector_of(rows, need)
        ),
        "gemeinden": grouped(
            sorted({each["name"] for each in places(rows, needs)}),
            lambda need: places(rows, [need])[0]["name"],
        ),
        "groessen": grouped(
            SIZES, lambda need: rows.by_id("companies", need["company_id"])["size_class"]
        ),
        "hochschulen": [
            *(
                universities([each for each in asked if university_of(rows, each) == name])
                for name in names
            ),
            universities(asked),
        ],
    }


def places(rows, needs):
    return [
        place
        for need in needs
        for place in rows.municipalities
        if place["ags"] == need["municipality_ags"]
    ]


def promised(rows, needs, today: date) -> list[list[int]]:
    ids = {need["id"] for need in needs}
    found = []
    for kind in PROMISES:
        made = [each for each in rows.where("promises", kind=kind) if each["challenge_id"] in ids]
        kept = [
            each for each in made if each["ended_at"] and day(each["ended_at"]) <= each["due_on"]
        ]
        missed = [
            each
            for each in made
            if each["due_on"] < (day(each["ended_at"]) if each["ended_at"] else today)
        ]
        found.append([len(made), len(kept), len(missed), len(made) - len(kept) - len(missed)])
    return [*found, [sum(column) for column in zip(*found, strict=True)]]


def tally(values) -> dict[str | None, int]:
    """How often each value stands there; the sum stands under None."""
    counts: dict[str | None, int] = {None: 0}
    for each in values:
        if each is not None:
            counts[each] = counts.get(each, 0) + 1
            counts[None] += 1
    return counts


def percent(share: float | None) -> str:
    if share is None:
        return "–"
    whole = (Decimal(str(share)) * 100).quantize(Decimal(1), ROUND_HALF_EVEN)
    return f"{whole}\u00a0%"


def tenths(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}".replace(".", ",")
