"""The German that people read: one word per thing, short sentences, the marks of a printed book."""

import re
import tomllib
from collections.abc import Iterator

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

from tests.conftest import ROOT

LONGEST_SENTENCE = 30
GLOSSARY = {
    "Bedarf": "Request Demand Need Ticket Issue Gesuch",
    "Kompetenz": "Skill Skills Expertise",
    "Konto": "Account Accounts User Users",
    "Unternehmen": "Client Clients Customer SME Kunde Kunden Kundin",
    "Fachbereich, Lehrgebiet": "Fakultät Fakultäten Institut Lehrstuhl Lehrstühle",
    "Professor:in": "Provider Researcher Prof Forscher Dozent Dozenten Experte Experten",
    "Transferstelle, Administration": "Admin Admins Staff Broker Makler Backoffice",
    "Matchvorschlag, Abgleich": "Recommendation Suggestion Matching Match Matches Empfehlung",
    "Vermittlung, Erstgespräch": "Referral Call Kickoff Kick-off Meeting Meetings",
    "Ergebnis": "Output Outcome",
    "Kurzfassung": "Teaser Summary Abstract Zusammenfassung",
    "Federführung": "Owner Assignee",
    "Unterstützer": "Sponsor Sponsoren Agent",
    "Fall": "Vorgang Vorgänge Case Cases Akte",
    "E-Mail": "Mail Mails Email Emails",
    "Passwort": "Kennwort Password",
    "Internetseite": "Website Webseite Homepage",
    "Frist, Termin": "Deadline Deadlines Event Events",
    "Sitzung, anmelden": "Session Login Log-in Logout Einloggen",
    "herunterladen, anfügen": "Download Downloads Upload Uploads downloaden hochladen",
}
"""What a thing is called, and what it is not."""

ANGLICISMS = (
    "Dashboard Feedback Update Updates checken Onboarding Button Tool Tools Workflow Tracking "
    "Newsletter Support Token Job Jobs okay Feature Features Item Items Score Scores Input Ranking "
    "Board Chat Backup Default Community Networking Know-how Challenge Challenges canceln"
)

MEANT = {
    "Kunde oder bekanntes Unternehmen": "the customer of a company, who might give it away",
    "Besser: „ein großer Kunde“.": "the same",
    "Was passiert, seit wann, was haben Sie schon versucht? Stichworte genügen. "
    "Rezepturen und Namen von Kunden brauchen wir nicht.": "the same",
    "Achten Sie selbst auf Ort, Produkte, Marken, Kunden, seltene Maschinen, Jahreszahlen und "
    "Stückzahlen. Stört Sie etwas, bitten Sie um eine neue Fassung.": "the same",
    "Zusammenfassung": "the first sheet of one's own data, which is no Kurzfassung",
    "Einteilung nach der Empfehlung 2003/361/EG. Eine Schätzung genügt.": "what the EU calls it",
    "Danke! Die Transferstelle liest Ihre Empfehlung und entscheidet, wen sie fragt. Das "
    "Unternehmen und die empfohlene Person erfahren nichts davon.": "of one person by another",
}
"""Texts in which such a word means something else, and what."""

COUNTED = {
    "days": "of working days, which an operator sets; ten",
    "most": "a limit, which is no one", "least": "a limit, which is no one",
    "minutes": "of a list: 30, 60, 90 …", "months": "of a list: 3, 6, 12",
    "count": "of decisions or cases, told only where there are many",
}  # fmt: skip
"""Numbers before a plural that never are one."""


@pytest.fixture(scope="module")
def texts() -> dict[str, set[str]]:
    """Every German text and the files that hold it."""
    found: dict[str, set[str]] = {}
    for file, message, _is_plural in _extracted():
        for text in [message] if isinstance(message, str) else message:
            found.setdefault(text, set()).add(file)
    assert len(found) > 2000
    return found


def _extracted() -> Iterator[tuple[str, str | tuple[str, ...], bool]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ways, options = [], {}
    for each in project["tool"]["babel"]["mappings"]:
        patterns, method = each.pop("pattern"), each.pop("method")
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            ways.append((pattern, method))
            options[pattern] = each
    keywords = DEFAULT_KEYWORDS | {"_l": None}
    for file, _line, message, _comments, _context in extract_from_dir(
        ROOT / "webapp", ways, options, keywords=keywords
    ):
        yield file, message, not isinstance(message, str)


def test_a_thing_is_called_by_its_own_word(texts):
    for word, others in GLOSSARY.items():
        forbidden = re.compile(rf"(?<![\w-])(?:{'|'.join(others.split())})(?![\w-])")
        said = {text: files for text, files in texts.items() if forbidden.search(text)}
        assert said.keys() - MEANT.keys() == set(), f"say {word}: {said}"


def test_every_exception_is_still_said(texts):
    assert MEANT.keys() - texts.keys() == set()


def test_there_is_a_german_word_for_it(texts):
    forbidden = re.compile(rf"(?<![\w-])(?:{'|'.join(ANGLICISMS.split())})(?![\w-])")

    assert [text for text in texts if forbidden.search(text)] == []


def test_quotes_dashes_and_ellipses_are_those_of_a_book(texts):
    for text in texts:
        assert not re.search(r"[\"']| - |\.\.\.|  |[´`]", text), text
        assert text.count("„") == text.count("“"), text


def test_people_are_addressed_politely_and_completely(texts):
    familiar = re.compile(r"\b(?:[Dd]u|[Dd]ich|[Dd]ir|[Dd]ein\w*|[Ee]uch|[Ee]uer\w*)\b")
    lower_case = re.compile(
        r"\b(?:[Kk]önnen|[Mm]öchten|[Mm]üssen|[Ss]ollten|[Bb]rauchen|[Bb]itte \w+en) sie\b"
        r"|\b(?:in|mit|an|von|bei|für|auf) ihr(?:em|en|er|e)? (?:Konto|Bedarf|Fall|Profil)\b"
    )
    marks = re.compile(r"\w[*_/]-?innen\b|\wInnen\b|\w\((?:e|n|en|in|innen)\)")
    for text in texts:
        assert not familiar.search(text), text
        assert not marks.search(text), text
        # A file that people can read is “sie”, too.
        assert not lower_case.search(text.replace("Menschen können sie", "")), text


def test_sentences_are_short(texts):
    for text in texts:
        plain = re.sub(r"%\(\w+\)s", "x", text)
        for sentence in re.split(r"(?<=[.!?:;])\s+", plain):
            words = re.findall(r"\w[\w-]*", sentence)
            assert len(words) <= LONGEST_SENTENCE, f"{len(words)} words: {sentence}"


def test_numbers_that_may_be_one_choose_their_plural():
    plural = re.compile(r"%\((\w+)\)s (?!von |bis |und |Uhr)([A-ZÄÖÜ]\w+(?:e|en|er|n|s))\b")
    number = re.compile(r"count|num|days|weeks|months|hours|years|minutes|total|left|most|least")
    for file, message, has_plural in _extracted():
        if has_plural:
            continue
        for name, noun in plural.findall(message):
            if number.search(name):
                assert name in COUNTED, f"{file}: ngettext for {noun} in {message!r}"


def test_days_and_times_are_written_by_babel_alone():
    """`show_date`, `show_moment` and the filters know the language; strftime knows none."""
    for path in (ROOT / "webapp").rglob("*.html"):
        assert "strftime" not in path.read_text(encoding="utf-8"), path
    said = re.compile(r"""(?:flash|_)\([^)]*strftime""")
    for path in (ROOT / "webapp").rglob("*.py"):
        assert not said.search(path.read_text(encoding="utf-8")), path
