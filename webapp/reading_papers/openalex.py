"""Works as OpenAlex exports them, and as literature managers write them (CSL-JSON, Crossref)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from webapp.reading_papers.found import PUBLICATION, RESEARCH, Found, shortened
from webapp.reading_papers.publications import bare_doi, worded
from webapp.reading_papers.records import at, dictionaries, list_at, number_at, text_at

NO_WORKS = {"editorial", "erratum", "retraction", "paratext", "peer-review", "letter", "grant"}
MOST_TOPICS, FROM_WORKS = 5, 2
"""A topic that several works share says what the chair works on."""
MOST_WORKS = 1_000


def openalex_works(record: Any) -> list[dict[str, Any]] | None:
    """The works in an export; None for JSON that is none."""
    rows = at(record, "results") if isinstance(at(record, "results"), list) else record
    works = list(dictionaries(rows if isinstance(rows, list) else [rows]))
    return works if any("openalex.org" in text_at(each, "id") for each in works) else None


def read_openalex(works: list[dict[str, Any]]) -> list[Found]:
    """A statement for each work, and one for each topic that several of them have."""
    topics: Counter[str] = Counter()
    found = []
    for work in works[:MOST_WORKS]:
        if text_at(work, "type") in NO_WORKS:
            continue
        title = text_at(work, "title") or text_at(work, "display_name")
        year = number_at(work, "publication_year")
        statement = worded(title, year)
        if statement:
            topics[text_at(work, "primary_topic", "display_name")] += 1
            place = text_at(work, "id").rpartition("/")[2][:20]
            doi = bare_doi(text_at(work, "doi"))
            found.append(Found(PUBLICATION, statement, shortened(title), None, place, year, doi))
    # Counter.most_common would load a module, which the limited process cannot do any more.
    ranked = sorted(topics.items(), key=lambda pair: -pair[1])[:MOST_TOPICS]
    shared = [each for each in ranked if each[0] and each[1] >= FROM_WORKS]
    return [
        Found(RESEARCH, topic, f"{topic}: {count}", entry="primary_topic", is_likely=False)
        for topic, count in shared
    ] + found


def csl_items(record: Any) -> list[dict[str, Any]] | None:
    """The items of a literature manager or of Crossref; None for JSON that is none."""
    inside = at(record, "message", "items") or at(record, "items") or record
    items = list(dictionaries(inside))
    return items if any("title" in each and ("issued" in each or "DOI" in each) for each in items) \
        else None  # fmt: skip


def read_csl(items: list[dict[str, Any]]) -> list[Found]:
    """A statement for each item."""
    return list(_read_csl(items[:MOST_WORKS]))


def _read_csl(items: list[dict[str, Any]]) -> Iterator[Found]:
    for item in items:
        title = text_at(item, "title") or next(
            (each for each in list_at(item, "title") if isinstance(each, str)), ""
        )
        parts = list_at(item, "issued", "date-parts")
        first = parts[0] if parts and isinstance(parts[0], list) and parts[0] else [None]
        year = number_at({"year": first[0]}, "year")
        if statement := worded(title, year):
            doi = bare_doi(text_at(item, "DOI"))
            key = shortened(text_at(item, "id"), 60)
            yield Found(PUBLICATION, statement, shortened(title), None, key, year, doi)
