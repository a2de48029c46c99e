"""The process that sets a document: JSON on standard input, the file on standard output.

The bundled fonts lack many signs, and a page for everybody may not hold one that shows nothing. So
what the typesetter could not set is set again by its number, as pages show unseen signs.
"""

import json
import re
import resource
import sys
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_suffix(".typ")
MOST_SECONDS, MOST_MEMORY = 15, 2_000_000_000
"""Of processor time, and of addresses, of which the typesetter's threads reserve many."""
MOST_ATTEMPTS = 4
NOT_SET = re.compile(r'the text `"(.*?)"` could not be displayed')
NUMBERED = re.compile(r"\\u\{([0-9a-f]+)\}")
ESCAPED = {r"\0": "\0", r"\t": "\t", r"\n": "\n", r"\r": "\r", r"\"": '"', r"\'": "'", r"\\": "\\"}
JOINERS = {"\u200c", "\u200d", "\ufe0e", "\ufe0f"}
"""Between the signs of an emoji; they say nothing alone."""


def main() -> None:
    """Set one document and end."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sent = json.load(sys.stdin)
    import typst

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    document = sent["document"]
    for attempt in range(1, MOST_ATTEMPTS + 1):
        try:
            made = typeset(document, sent["form"])
            break
        except typst.TypstError as error:
            missing = signs_in(error.diagnostic)
            if not missing or attempt == MOST_ATTEMPTS:
                raise
            document = numbered(document, missing)
    for page in made if isinstance(made, list) else [made]:
        sys.stdout.buffer.write(page)


def typeset(document: dict[str, Any], form: str) -> Any:
    """The file, or each page as a picture; raises TypstError."""
    import typst

    standards: dict[str, Any] = {"pdf_standards": "ua-1"} if form == "pdf" else {}
    return typst.compile(
        SOURCE.read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False),
        sys_inputs={"document": json.dumps(document)},
        format=form,
        timestamp=0,
        **standards,
    )


def signs_in(diagnostic: str) -> set[str]:
    """The signs that the typesetter names as those it could not set."""
    found: set[str] = set()
    for text in NOT_SET.findall(diagnostic):
        plain = NUMBERED.sub(lambda each: chr(int(each.group(1), 16)), text)
        found.update(ESCAPED.get(plain, plain))
    return found


def numbered(value: Any, missing: set[str]) -> Any:
    """Everything that is printed with these signs by number."""
    if isinstance(value, str):
        return "".join(_name(sign) if sign in missing else sign for sign in value)
    if isinstance(value, list):
        return [numbered(each, missing) for each in value]
    if isinstance(value, dict):
        return {name: numbered(each, missing) for name, each in value.items()}
    return value


def _name(sign: str) -> str:
    return "" if sign in JOINERS else f"[U+{ord(sign):04X}]"
