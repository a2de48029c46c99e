"""`python -m tests.confidentiality.identifying_report`: what the finder of details finds.

Prints Markdown; with `--tuning` also each miss and false alarm of the part that may be looked at.
"""

import sys
from collections import Counter
from collections.abc import Sequence

from tests.confidentiality.teasers import SeededTeaser, read_teasers

KINDS = {
    "company": "Names of companies",
    "person": "Names of persons",
    "brand": "Brands and products",
    "place": "Municipalities and smaller places",
    "address": "Streets, house numbers, postcodes",
    "phone": "Telephone and fax",
    "mail": "E-mail addresses",
    "web": "Internet addresses",
    "handle": "Social media",
    "register": "Registers, taxes, accounts, patents",
    "coordinates": "Coordinates",
    "date": "Dates and founding years",
    "figure": "Unique figures",
    "unique": "What only one can say",
    "customer": "Customers",
    "file": "File names",
}


def main() -> None:
    """Print the table, and the misses of the tuning part if asked to."""
    parts: dict[str, list[SeededTeaser]] = {"tuning": [], "held_back": [], "afterwards": []}
    for teaser in read_teasers():
        parts[teaser.part].append(teaser)
    print(table(parts))
    if "--tuning" in sys.argv:
        _print_mistakes(parts["tuning"])


def recall(teasers: Sequence[SeededTeaser]) -> tuple[Counter[str], Counter[str]]:
    """How many details of each kind are wholly marked, and how many there are."""
    seeded = Counter(seed.kind for teaser in teasers for seed in teaser.seeds)
    missed = Counter(seed.kind for teaser in teasers for seed in teaser.missed())
    return seeded - missed, seeded


def table(parts: dict[str, list[SeededTeaser]]) -> str:
    """Recall by kind and false alarms, one column per part."""
    counts = {name: recall(teasers) for name, teasers in parts.items()}
    lines = [f"| Wholly marked | {' | '.join(counts)} |", f"|---|{'---:|' * len(counts)}"]
    for kind, words in KINDS.items():
        cells = [f"{found[kind]}/{seeded[kind]}" for found, seeded in counts.values()]
        lines.append(f"| {words} | {' | '.join(cells)} |")
    totals = [
        f"{found.total()}/{seeded.total()} = {found.total() / seeded.total():.1%}"
        for found, seeded in counts.values()
    ]
    lines.append(f"| **All** | {' | '.join(totals)} |")
    for words, is_clean in (("without any", True), ("with details", False)):
        cells = [_alarm_rate(teasers, is_clean) for teasers in parts.values()]
        lines.append(f"| False alarms per text {words} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _alarm_rate(teasers: Sequence[SeededTeaser], is_clean: bool) -> str:
    those = [each for each in teasers if (not each.seeds) is is_clean]
    alarms = sum(len(each.false_alarms()) for each in those)
    return f"{alarms}/{len(those)} = {alarms / len(those):.2f}" if those else "–"


def _print_mistakes(teasers: Sequence[SeededTeaser]) -> None:
    for teaser in teasers:
        missed = [(seed.kind, teaser.text[seed.start : seed.end]) for seed in teaser.missed()]
        if missed or teaser.false_alarms():
            print(f"\n{teaser.id} missed {missed} alarms {teaser.false_alarms()}\n  {teaser.text}")


if __name__ == "__main__":
    main()
