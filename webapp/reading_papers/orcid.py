"""An ORCID record as its owner downloads it: works, projects, keywords and what they write."""

import re
from collections.abc import Iterator
from typing import Any

from webapp.reading_papers.cues import kind_of_sentence, sentences
from webapp.reading_papers.found import (
    EQUIPMENT,
    PROJECT,
    PUBLICATION,
    RESEARCH,
    THESIS,
    Found,
    shortened,
)
from webapp.reading_papers.publications import bare_doi, tidied, worded
from webapp.reading_papers.records import at, dictionaries, list_at, number_at, text_at

STUDENTS = {"supervised-student-publication"}
NO_WORKS = {"lecture-speech", "website", "online-resource", "other", "invention"}


def is_orcid(record: Any) -> bool:
    """Whether this is a record, or the part of one with works."""
    return isinstance(record, dict) and (
        "orcid-identifier" in record or "activities-summary" in record
    )


def read_orcid(record: dict[str, Any]) -> list[Found]:
    """Statements of everything in it that speaks of the chair's work."""
    return [
        each
        for each in (
            *_biography(record), *_keywords(record), *_fundings(record), *_resources(record),
            *_works(record),
        )
        if each.text
    ]  # fmt: skip


def _biography(record: dict[str, Any]) -> Iterator[Found]:
    for sentence in sentences(text_at(record, "person", "biography", "content")):
        if kind := kind_of_sentence(sentence):
            yield Found(kind, sentence, shortened(sentence), entry="biography")


def _keywords(record: dict[str, Any]) -> Iterator[Found]:
    for row in dictionaries(list_at(record, "person", "keywords", "keyword")):
        for word in re.split(r"[,;]", text_at(row, "content")):
            yield Found(RESEARCH, tidied(word), shortened(word), entry="keyword")


def _fundings(record: dict[str, Any]) -> Iterator[Found]:
    for group in dictionaries(list_at(record, "activities-summary", "fundings", "group")):
        for row in list(dictionaries(list_at(group, "funding-summary")))[:1]:
            title = text_at(row, "title", "title", "value")
            begin = number_at(row, "start-date", "year", "value")
            end = number_at(row, "end-date", "year", "value")
            years = f" ({begin}–{end})" if begin and end else f" ({begin or end})"
            text = tidied(title) + (years if begin or end else "")
            yield Found(PROJECT, text, shortened(title), entry="funding", year=end or begin)


def _resources(record: dict[str, Any]) -> Iterator[Found]:
    for group in dictionaries(list_at(record, "activities-summary", "research-resources", "group")):
        for row in dictionaries(list_at(group, "research-resource-summary")):
            title = text_at(row, "proposal", "title", "title", "value")
            yield Found(EQUIPMENT, tidied(title), shortened(title), entry="research-resource")


def _works(record: dict[str, Any]) -> Iterator[Found]:
    for group in dictionaries(list_at(record, "activities-summary", "works", "group")):
        dois = [
            bare_doi(text_at(each, "external-id-value"))
            for each in dictionaries(list_at(group, "external-ids", "external-id"))
            if at(each, "external-id-type") == "doi"
        ]
        # The summaries of a group are the same work told by several sources.
        for row in list(dictionaries(list_at(group, "work-summary")))[:1]:
            kind = text_at(row, "type")
            if kind in NO_WORKS:
                continue
            title = text_at(row, "title", "title", "value")
            if subtitle := text_at(row, "title", "subtitle", "value"):
                title = f"{title}: {subtitle}"
            year = number_at(row, "publication-date", "year", "value")
            yield Found(
                THESIS if kind in STUDENTS else PUBLICATION,
                worded(title, year),
                shortened(title),
                entry="work",
                year=year,
                doi=dois[0] if dois else "",
            )
