"""Writes docs/indicators.md: every indicator with its rule, and which report holds which."""

from pathlib import Path

from webapp.indicators.reports import REPORTS
from webapp.ledger.rules import RULES, Kind

DOCUMENT = Path(__file__).with_suffix(".md")
HEAD = """# Indicators

What `/kennzahlen`, its reports and files count. Written from `webapp/ledger/rules.py` by
`PYTHONPATH=. python docs/indicators.py`; a test notices when it is out of date.

**The ledger** (`models/indicator.py`). An `IndicatorEntry` is a number with the rule and version it
was counted by, its day, and its dimensions as they were then. Entries are only ever added: a
correction supersedes the one before, as does a theme that is found or mended later, and triggers of
the database refuse anything else. What an entry rests on stands in `IndicatorSource`, which goes
with its case by the foreign key; so an erased company leaves anonymous numbers. The night
(`webapp/ledger/noting.py`) adds what the service knows and the ledger does not; a second run adds
nothing. Reported values come from the company when it looks back, or from whoever has the desk,
with the source named, and keep the theme the case had then. Others than managers count no case
that is kept from a university: its managers could tell it from their own numbers.

**Who reads what.** Managers count what they may read (`policies.visible_indicator_entries`).
Everybody else reads `/region/halbjahre`: half-years that are settled a month after their end and
never change, all dimensions protected as one table (`webapp/disclosure.py`), never two dimensions
at once, sums of reported values only as a whole and from five companies on.

**A freeze** keeps the file itself, its SHA-256 and the entries it holds. The file names no case: an
entry's number leads to its case only in the service, so nothing in the file has to be erased later.

Official definitions, funding rates and deadlines have not been looked up: the reports show those
fields empty and marked „nicht geprüft“.
"""
HOW = {Kind.COUNTED: "count", Kind.ADDED: "sum of reports", Kind.MEDIAN: "median"}


def as_markdown() -> str:
    """The registry as two tables."""
    rules = [
        f"| `{each.code}` | {each.version} | {each.words} | {each.unit_words} | {HOW[each.kind]} "
        f"| {each.rule} | {each.evidence} |"
        for each in RULES.values()
    ]
    reports = [
        f"| {each.title} | {', '.join(f'`{code}`' for code in each.codes)} | "
        f"{', '.join(str(open_) for open_ in each.unchecked) or '–'} |"
        for each in REPORTS.values()
    ]
    parts = [
        HEAD,
        "| Code | Version | Indicator | Unit | How | Rule | Rests on |",
        "|---|---|---|---|---|---|---|",
        *rules,
        "",
        "| Report | Indicators | Left empty, „nicht geprüft“ |",
        "|---|---|---|",
        *reports,
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(as_markdown(), encoding="utf-8")
