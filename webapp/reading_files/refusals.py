"""Why a file is not accepted; the words for people are where the form is."""

import enum

BIGGEST_FILE = 10_000_000
LONGEST_TEXT = 200_000
"""Characters of a file's text that are kept."""

TEST_VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
"""What every scanner knows (eicar.org); written alone it makes no scanner ring."""


class Refusal(enum.Enum):
    """What is wrong with a file."""

    UNKNOWN_TYPE = "unknown_type"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    EMBEDDED = "embedded"
    LINKED = "linked"
    MIXED = "mixed"
    TOO_MUCH = "too_much"
    VIRUS = "virus"


class Refused(Exception):
    """The file is not accepted."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def refuse_virus(content: bytes) -> None:
    """Raise Refused for the harmless file that stands for all viruses."""
    if TEST_VIRUS in content:
        raise Refused(Refusal.VIRUS)
