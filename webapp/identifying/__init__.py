"""What in a Kurzfassung could tell a reader who the company is."""

from models import Challenge, Role
from webapp.identifying.claims import find_claims
from webapp.identifying.contacts import find_contacts
from webapp.identifying.organisations import LEGAL_FORMS, find_organisations
from webapp.identifying.people import find_people
from webapp.identifying.places import find_places
from webapp.identifying.reading import Reading
from webapp.identifying.traces import SEVERITY, TELLING, WORDING, Finding, Trace
from webapp.identifying.wording import WORD, find_wording, title_words

__all__ = ["TELLING", "Finding", "Trace", "find_details", "find_identifying", "telling_words"]


def find_identifying(text: str, challenge: Challenge) -> list[Finding]:
    """Every place in the text that points to the company or its need, in the order of the text.

    Places do not overlap.
    """
    reading = Reading(text)
    company = challenge.company
    found = [
        *find_contacts(reading),
        *find_organisations(reading, company.name),
        *find_people(reading, _people_of(challenge)),
        *((Trace.PLACE, *span) for span in find_places(reading, _places_of(challenge))),
        *find_claims(reading),
        *find_wording(reading, challenge.title, f"{challenge.title}\n{challenge.description}"),
    ]
    return _apart(reading, found)


def find_details(text: str) -> list[Finding]:
    """Names and contacts in a text of which nothing else is known, not even who writes it.

    Figures and days are left out: a description needs them.
    """
    reading = Reading(text)
    found = [
        *find_contacts(reading),
        *find_organisations(reading, ""),
        *find_people(reading, []),
    ]
    return _apart(reading, found)


def telling_words(challenge: Challenge) -> set[str]:
    """Words of company, people, municipality and title, in small letters, that point to it."""
    names = " ".join((challenge.company.name, *_places_of(challenge), *_people_of(challenge)))
    parts = {word.casefold() for word in WORD.findall(names) if len(word) > 3} - LEGAL_FORMS
    return parts | title_words(challenge.title)


def _places_of(challenge: Challenge) -> list[str]:
    return sorted({challenge.municipality.name, challenge.company.municipality.name})


def _people_of(challenge: Challenge) -> list[str]:
    """Who speaks for the company; a transfer manager who took a call does not."""
    speakers = [*challenge.company.accounts, challenge.entered_by]
    return sorted(
        {each.display_name for each in speakers if each is not None and each.role is Role.COMPANY}
    )


def _apart(reading: Reading, found: list[tuple[Trace, int, int]]) -> list[Finding]:
    """Overlapping details become one; wording is what they leave of it."""
    details = _joined([each for each in found if each[0] not in WORDING])
    taken = bytearray(len(reading.text))
    for _, start, end in details:
        taken[start:end] = b"\1" * (end - start)
    for trace, start, end in found:
        if trace in WORDING:
            for stretch in _free(taken, start, end):
                details.append((trace, *stretch))
                taken[slice(*stretch)] = b"\1" * (stretch[1] - stretch[0])
    return [_finding(reading, *each) for each in sorted(details, key=lambda each: each[1])]


def _joined(found: list[tuple[Trace, int, int]]) -> list[tuple[Trace, int, int]]:
    """One span for all that overlap: what forbids gives it its name, then what is longest."""
    groups: list[list[tuple[Trace, int, int]]] = []
    end = -1
    for each in sorted(found, key=lambda each: (each[1], each[2])):
        if each[1] >= end:
            groups.append([])
        groups[-1].append(each)
        end = max(end, each[2])
    return [
        (_worst(group), min(each[1] for each in group), max(each[2] for each in group))
        for group in groups
    ]


def _worst(group: list[tuple[Trace, int, int]]) -> Trace:
    return max(group, key=lambda each: (each[0].forbids, each[2] - each[1], -SEVERITY[each[0]]))[0]


def _free(taken: bytearray, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of a span that nothing else has taken."""
    stretches: list[tuple[int, int]] = []
    at = start
    while (begin := taken.find(0, at, end)) >= 0:
        stop = taken.find(1, begin, end)
        at = end if stop < 0 else stop
        stretches.append((begin, at))
    return stretches


def _finding(reading: Reading, trace: Trace, start: int, end: int) -> Finding:
    start, end = reading.span(start, end)
    return Finding(trace, start, end, " ".join(reading.written[start:end].split()))
