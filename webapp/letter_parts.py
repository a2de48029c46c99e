"""What a mail's text consists of, so that it can be set: paragraphs, facts, links, the closing.

The words of a mail exist once, as plain text. This reads from their arrangement what each line is:
links stand alone on their line, with words before them that end in a colon; facts are lines like
“Gerät: Firefox”. Whatever looks like neither stays a paragraph, whoever wrote it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_BUTTON = 40
LONGEST_PREVIEW = 110

FACT = re.compile(r"(?P<label>[^:.,;!?]{2,34}): (?P<value>\S.*)")


@dataclass(frozen=True)
class Part:
    """One piece of a mail, from top to bottom."""

    kind: str
    """“text”, “facts”, “step” for the main link, or “way” for any other."""
    lines: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    words: str = ""
    """What stands on the button; nothing if the text before it says nothing short enough."""
    url: str = ""


@dataclass(frozen=True)
class Reading:
    """A mail's text, taken apart."""

    parts: Sequence[Part]
    closing: str
    sender: str
    contact: Sequence[str]
    """Telephone and address of the sender, line by line."""

    @property
    def preview(self) -> str:
        """What a mailbox shows beside the subject: the first sentence after the greeting."""
        texts = [" ".join(each.lines) for each in self.parts if each.kind == "text"]
        text = " ".join(texts[1:2] or texts[:1])
        if len(text) <= LONGEST_PREVIEW:
            return text
        return text[:LONGEST_PREVIEW].rpartition(" ")[0].rstrip(",;:") + " …"


def read_letter(body: str, base_url: str, sender: str) -> Reading:
    """Take a mail's text apart; only addresses of our own pages become links."""
    text, closing, contact = _split_closing(body.strip(), sender)
    ours = base_url.rstrip("/") + "/"
    parts: list[Part] = []
    for paragraph in re.split(r"\n\s*\n", text):
        _read_paragraph(paragraph.splitlines(), ours, parts)
    return Reading(parts, closing, sender if closing else "", contact)


def _split_closing(text: str, sender: str) -> tuple[str, str, Sequence[str]]:
    """The last place counts: the signature comes after everything that people wrote themselves."""
    before, found, after = text.rpartition(f"\n{sender}\n\n")
    text, _break, closing = before.rpartition("\n\n")
    if not found or "\n" in closing or "\n\n" in after:
        return f"{before}{found}{after}", "", ()
    return text, closing, after.splitlines()


def _read_paragraph(lines: Sequence[str], ours: str, parts: list[Part]) -> None:
    waiting: list[str] = []
    for line in lines:
        if _is_link(line, ours):
            _add_link(line, waiting, parts)
            waiting = []
        else:
            waiting.append(line)
    if waiting:
        found = [FACT.fullmatch(line) for line in waiting]
        facts = [(each["label"], each["value"]) for each in found if each]
        if len(facts) == len(waiting):
            parts.append(Part("facts", facts=facts))
        else:
            parts.append(Part("text", waiting))


def _is_link(line: str, ours: str) -> bool:
    # A full stop behind an address belongs to a sentence, and sentences are not links.
    is_address = line.isprintable() and " " not in line and not line.endswith(tuple(".,;:!?)"))
    return is_address and line.startswith(ours)


def _add_link(url: str, before: Sequence[str], parts: list[Part]) -> None:
    if any(each.kind == "step" for each in parts):
        parts.append(Part("way", before, url=url))
        return
    words = before[-1].removesuffix(":") if before and before[-1].endswith(":") else ""
    if not 0 < len(words) <= LONGEST_BUTTON:
        words = ""
    text = before[:-1] if words else before
    if text:
        parts.append(Part("text", text))
    parts.append(Part("step", words=words, url=url))
