"""The ways out that are no page: files, the command line, logs; and the searches through texts."""

import csv
import io
import json
import re
import unicodedata

import numpy as np
import pytest
from sqlalchemy import select

from matcher import Expert, Matcher, Need, Statement, load_encoder
from models import Account, AuditEntry, Challenge, Company, Reading, Role
from models.audit import append
from tests.hostile.corpus import CORPUS, FAMILIES, STORABLE, sent
from tests.hostile.written import as_row
from tests.webapp.terminal import Terminal
from webapp import logs

LINES = [line for text in STORABLE if (line := as_row(text)[:120])]
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@pytest.fixture
def needs(make):
    """A company and a need for each text, with that text as name and as title."""
    lead = make.account(Role.TRANSFER_MANAGER)
    model = make.challenge(by=make.account(Role.COMPANY), lead=lead)
    with make.writing() as session:
        for text in LINES:
            company = Company(
                name=text, municipality_ags=model.municipality_ags, registered_at=model.created_at
            )
            need = Challenge(
                company=company, entered_by_id=model.entered_by_id, title=text, description=text,
                municipality_ags=model.municipality_ags, created_at=model.created_at,
            )  # fmt: skip
            need.submit(model.created_at, model.answer_due_on)
            need.lead_id, need.lead_taken_at = lead.id, model.created_at
            session.add(need)
    return lead


def test_no_cell_of_a_file_is_a_formula_and_none_loses_a_sign(browser, needs):
    browser.login(needs)

    text = browser.client.get("/region/faelle.csv").get_data().decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert {len(row) for row in rows} == {11}
    assert len(rows) == len(LINES) + 2
    assert not [cell for row in rows for cell in row if cell.lstrip(" \u00a0").startswith(FORMULAS)]
    for column in (9, 10):
        cells = {row[column] for row in rows}
        assert not [each for each in LINES if not {each, "'" + each} & cells]


def test_a_search_finds_what_contains_the_text_and_nothing_else(browser, needs):
    browser.login(needs)

    for text in [*FAMILIES["like"], *FAMILIES["sql"], *LINES[::9]]:
        words = _folded(as_row(text)).split()
        page = browser.client.get("/pruefung", query_string={"suche": as_row(text)})
        assert browser.client.get("/kompetenzen", query_string={"suche": text}).status_code in OK
        if all(len(word) > 3 or not word.isalnum() for word in words):  # No case number is such.
            found = set(re.findall(r"/pruefung/([0-9a-f-]{36})", page.get_data(as_text=True)))
            there = [each for each in LINES if all(word in _folded(each) for word in words)]
            assert len(found) == len(there), text


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def test_the_command_line_prints_one_clean_line_for_each_reader(
    make, database, settings, clock, monkeypatch, capfd
):
    need = make.challenge()
    with make.writing() as session:
        for number, text in enumerate(STORABLE):
            account = Account(
                email=f"leser-{number}@stelle.example", display_name=text[:200], role=Role.ADMIN,
                confirmed_at=clock(), created_at=clock(),
            )  # fmt: skip
            session.add(account)
            session.flush()
            append(session, _reading(account, need, clock()))

    out = Terminal(monkeypatch, capfd, settings)("audit", "seen", need.reference).out

    lines = out.split("\n")[:-1]
    assert len(lines) == len(STORABLE)
    assert all(line.startswith("2026-03-20 10:00") for line in lines)
    assert not {sign for line in lines for sign in line if unicodedata.category(sign) == "Cc"}


def _reading(account: Account, need: Challenge, at) -> AuditEntry:
    detail = {
        "what": [Reading.FULL_TEXT.value], "text_version": need.text_version,
        "role": account.role.value, "organisation": None,
    }  # fmt: skip
    return AuditEntry(
        at=at, actor_id=account.id, verb="gelesen", object_type="challenges", object_id=need.id,
        challenge_id=need.id, detail=detail,
    )  # fmt: skip


@pytest.mark.parametrize("readable", [True, False])
def test_each_event_is_one_line_whatever_was_sent(app, capsys, readable):
    client, texts = app.test_client(), CORPUS[::5] if readable else CORPUS
    logs.configure(readable=readable)
    try:
        for text in texts:
            piece = sent(text)[:200]
            client.post("/anmelden", data=b"email=" + piece, content_type=FORM)
            client.get("/kompetenzen/" + _percent(piece))
    finally:
        logs.structlog.reset_defaults()

    lines = capsys.readouterr().err.split("\n")[:-1]
    assert len(lines) == 2 * len(texts)
    assert all("request" in line and line.isprintable() for line in lines)
    if not readable:
        assert {json.loads(line)["event"] for line in lines} == {"request"}


OK = {200, 422}
FORM = "application/x-www-form-urlencoded"


def _percent(piece: bytes) -> str:
    return "".join(f"%{each:02X}" for each in piece)


@pytest.mark.parametrize("with_model", [True, False])
def test_matching_reads_every_text_and_says_something_finite(with_model):
    encoder = load_encoder("bundled") if with_model else None
    if encoder is not None:
        assert np.isfinite(encoder.encode(STORABLE, "passage")).all()
    experts = [
        Expert(f"x{start}", tuple(Statement(str(n), t) for n, t in enumerate(texts)))
        for start in range(0, len(STORABLE), 25)
        if (texts := STORABLE[start : start + 25])
    ]
    matcher = Matcher(experts, encoder)

    for start in range(0, len(STORABLE), 490 if with_model else 70):
        text = "\n".join(STORABLE[start : start + 70])
        result = matcher.propose(Need("n", STORABLE[start], text))
        assert all(0 <= each.probability <= 1 for each in result.proposals)


def test_rows_hold_what_was_put_there(needs, database):
    """Either database gives back every text, sign by sign."""
    with database.reading() as session:
        titles = set(session.scalars(select(Challenge.title)))

    assert set(LINES) <= titles
