"""Papers that mean harm: read or refused, within the bounds of the limited process."""

import re

import pytest

from tests.hostile.corpus import CORPUS, sent
from webapp.reading_files.checking import propose_from
from webapp.reading_files.refusals import Refused

BOMBS = {
    "deep list": b"[" * 500_000,
    "deep record": b'{"a":' * 100_000,
    "long number": b'{"a":' + b"9" * 500_000 + b"}",
    "many strings": b'@string{a="x"}\n' * 100_000,
    "open braces": b"@article{a, title={" + b"{" * 500_000,
    "nested commands": b"@article{a,title={" + b"\\textbf{" * 50_000 + b"x" + b"}" * 50_000 + b"}}",
    "only beginnings": b"@article{" * 100_000,
    "one line": b"Forschung\n" + b"wort " * 500_000,
    "spaces": b"Forschung\n" + b" " * 2_000_000 + b"x",
    "dots": b"Forschung\n" + b". " * 500_000,
    "names": b"Publikationen\n" + b"A., " * 200_000,
    "brackets": b"Projekte\n" + b"(" * 500_000,
    "quotes": b"Publikationen\n" + "„".encode() * 300_000,
    "dashes": b"Projekte\n" + b"-\n" * 300_000,
    "pdf of nothing": b"%PDF-1.7\n" + b"0 0 obj " * 50_000,
    "archive of nothing": b"PK\x03\x04" + b"\0" * 50_000,
    "picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 5_000,
}


def is_read(content: bytes) -> bool:
    """Whether there is an answer of the right shape, and not a worded refusal."""
    try:
        facts = propose_from(content)
    except Refused:
        return False
    assert len(facts["found"]) <= 200
    assert all(len(each["text"]) <= 500 for each in facts["found"])
    return True


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_or_refused(name):
    is_read(BOMBS[name])


def test_every_text_of_the_corpus_is_read_or_refused():
    """Many together, because each process takes a moment to start."""
    lines = [f"- {sent(each).decode('utf-8', 'replace')[:2_000]}" for each in CORPUS]
    papers = ["\n".join(["Forschung", *lines[start::8]]).encode() for start in range(8)]
    cleaned = [re.sub(rb"[\x00-\x08\x0b-\x1f]|<", b"", each) for each in papers]

    assert all(is_read(each) for each in cleaned)
    assert not all(is_read(each) for each in papers)
