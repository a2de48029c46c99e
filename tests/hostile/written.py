"""The corpus in the rows: every column people write into holds texts of it, each value marked."""

import itertools
import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import select, update

from models import Base
from tests.hostile.corpus import STORABLE
from tests.webapp.trail import unlock
from webapp.database import Database

LINES = {
    "accounts": ["display_name"], "companies": ["name", "contact_name"], "challenges": ["title"],
    "profiles": ["chair"], "exclusions": ["organisation"],
    "conflicts_of_interest": ["organisation"], "competences": ["origin"],
    "appointments": ["place"], "gaps": ["topic"], "neighbours": ["name", "contact"],
}  # fmt: skip
PROSE = {
    "challenges": ["description", "outcome_note", "message_to_company"],
    "teasers": ["text", "comment"],
    "introductions": ["consent_note", "decline_note", "meeting_note"], "decisions": ["note"],
    "profiles": ["summary"], "competences": ["text"], "aspects": ["text"],
    "evidence": ["statement"], "emergencies": ["reason"], "messages": ["text"],
    "follow_ups": ["remark"], "neighbours": ["good_for"],
}  # fmt: skip
LONGEST_LINE, TEXTS_IN_PROSE = 110, 60
MARK = re.compile(r"Zettel(\d+)z")


def as_row(text: str) -> str:
    """As a form leaves it: accents joined, no breaks or controls; written down at webapp.forms."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(sign for sign in line if unicodedata.category(sign) != "Cc")


def write_everywhere(database: Database) -> dict[int, tuple[str, str]]:
    """Overwrite what people wrote; by number, the column and the text that stands in it now."""
    numbers, texts = itertools.count(1), itertools.cycle(filter(None, map(as_row, STORABLE)))
    written: dict[int, tuple[str, str]] = {}
    with database.writing() as session:
        unlock(session)
        for table in Base.metadata.sorted_tables:
            for column in [*LINES.get(table.name, []), *PROSE.get(table.name, [])]:
                (id_column,) = table.primary_key.columns
                for key in session.scalars(select(id_column).order_by(id_column)).all():
                    number = next(numbers)
                    text = f"Zettel{number}z " + as_row(
                        _line(texts)
                        if column in LINES.get(table.name, [])
                        else " ".join(itertools.islice(texts, TEXTS_IN_PROSE))
                    )
                    written[number] = f"{table.name}.{column}", text
                    session.execute(update(table).where(id_column == key).values({column: text}))
    return written


def _line(texts: Iterable[str]) -> str:
    line = ""
    for text in texts:
        line = f"{line} {text}"[:LONGEST_LINE]
        if len(line) == LONGEST_LINE:
            return line
    return line
