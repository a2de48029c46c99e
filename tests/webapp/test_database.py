"""The edge: nothing acknowledged gets lost, nothing refused stays, every answer is guarded."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Blueprint, abort, redirect
from sqlalchemy import func, select

from models import AuditEntry, Company, InvalidTransition, Role
from tests.browser_client import Browser
from webapp import create_app
from webapp.access import public
from webapp.audit import record
from webapp.clock import now
from webapp.database import get_session, hold
from webapp.security import HEADERS, MAX_REQUEST_BYTES

UNREACHABLE = {
    "sqlite": "sqlite:////nowhere/at/all.db",
    "postgresql": "postgresql+psycopg://nobody@127.0.0.1:1/none",
}


@pytest.fixture
def probe(app, make):
    """Pages that write a row and then answer as asked; tokens are tested elsewhere."""
    app.config["WTF_CSRF_ENABLED"] = False
    company = make.company("Anfang GmbH")
    bp = Blueprint("probe", __name__, url_prefix="/probe")

    @bp.route("/<int:status>", methods=["GET", "POST"])
    @public
    def write(status: int):
        session = get_session()
        record(session, "probe", company, now(), by=None)
        if status == 302:
            return redirect("/probe/fertig")
        if status == 410:
            raise InvalidTransition("not from here")
        if status == 411:
            abort(404)
        return "written", status

    @bp.get("/fertig")
    @public
    def done():
        return "done"

    app.register_blueprint(bp)
    return app.test_client()


def written(database) -> int:
    with database.reading() as session:
        return session.scalar(
            select(func.count()).select_from(AuditEntry).where(AuditEntry.verb == "probe")
        )


def test_no_update_gets_lost_between_threads(database, make):
    company = make.company("0")

    def count_up(_: int) -> None:
        for _ in range(10):
            with database.writing() as session:
                row = session.get(Company, company.id)
                hold(session, row)
                row.name = str(int(row.name) + 1)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(count_up, range(6)))

    with database.reading() as session:
        assert session.get(Company, company.id).name == "60"


def test_a_reader_does_not_wait_for_a_writer(database, make):
    company = make.company("vorher")

    with database.writing() as writer, database.reading() as reader:
        writer.get(Company, company.id).name = "nachher"
        writer.flush()
        assert reader.get(Company, company.id).name == "vorher"


def test_a_block_that_fails_leaves_nothing(database, make):
    company = make.company("vorher")

    def fail_on_the_way() -> None:
        with database.writing() as session:
            session.get(Company, company.id).name = "nachher"
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_on_the_way()

    with database.reading() as session:
        assert session.get(Company, company.id).name == "vorher"


@pytest.mark.parametrize("status", [200, 302])
def test_a_good_answer_commits(probe, database, status):
    assert probe.post(f"/probe/{status}").status_code == status

    assert written(database) == 1


@pytest.mark.parametrize(("asked", "answered"), [(400, 400), (422, 422), (500, 500)])
def test_a_refusal_forgets_what_was_done(probe, database, asked, answered):
    assert probe.post(f"/probe/{asked}").status_code == answered

    assert written(database) == 0


@pytest.mark.parametrize(("asked", "answered"), [(410, 409), (411, 404)])
def test_an_error_on_the_way_forgets_what_was_done(probe, database, asked, answered):
    assert probe.post(f"/probe/{asked}").status_code == answered

    assert written(database) == 0


def test_reading_a_page_never_commits(probe, database):
    # SQLite would even take the write; the edge is what forgets it.
    assert probe.get("/probe/200").status_code == 200

    assert written(database) == 0


def test_a_form_sent_twice_acts_once(probe, database):
    form = {"idempotency_key": str(uuid.uuid4())}

    first, second = (probe.post("/probe/302", data=form) for _ in range(2))

    assert first.location == second.location
    assert first.status_code == second.status_code == 302
    assert written(database) == 1


def test_a_form_sent_twice_at_the_same_moment_acts_once(probe, app, database):
    form = {"idempotency_key": str(uuid.uuid4())}
    together = threading.Barrier(4)

    def send(_: int) -> int:
        together.wait()
        return app.test_client().post("/probe/302", data=form).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(send, range(4)))

    assert answers[0] == 302
    assert set(answers) <= {302, 409}
    assert written(database) == 1


def test_a_key_from_another_page_or_person_opens_nothing(probe, app, database, make):
    form = {"idempotency_key": str(uuid.uuid4())}
    probe.post("/probe/302", data=form)

    browser = Browser(app)
    browser.login(make.account(Role.COMPANY))
    stranger = browser.client
    answer = stranger.post("/probe/302", data=form)

    assert answer.status_code in {302, 409}
    assert stranger.post("/probe/200", data=form).get_data(as_text=True) == "written"


def test_a_refused_form_may_be_sent_again_with_the_same_key(probe, database):
    form = {"idempotency_key": str(uuid.uuid4())}

    assert probe.post("/probe/422", data=form).status_code == 422
    assert probe.post("/probe/302", data=form).status_code == 302

    assert written(database) == 1


@pytest.fixture
def cut_off(settings, clock, migrated_template):
    """An application whose database is away."""
    kind = "sqlite" if migrated_template.startswith("sqlite") else "postgresql"
    away = settings.model_copy(update={"database_url": UNREACHABLE[kind]})
    return create_app(away, now=clock)


def test_a_database_that_is_away_gets_words_and_503(cut_off):
    client = cut_off.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = f"{uuid.uuid4()}:token"

    answer = client.get("/bedarfe/neu")

    assert answer.status_code == 503
    assert "<h1" in answer.get_data(as_text=True)
    assert "OperationalError" not in answer.get_data(as_text=True)
    assert_guarded(answer)


def test_the_health_page_answers_without_a_database_and_readiness_does_not(cut_off):
    client = cut_off.test_client()

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def assert_guarded(answer) -> None:
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, (answer.status_code, name)
    assert answer.headers["X-Request-Id"]
    assert answer.headers["Cache-Control"] in {"no-cache", "no-store"}


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("get", "/", 200),
        ("get", "/gibt-es-nicht", 404),
        ("get", "/bedarfe/neu", 302),
        ("post", "/anmelden", 400),
        ("post", "/impressum", 404),
        ("get", "/?suche=%00", 422),
        ("get", "/a%00b", 422),
        ("get", "/?suche=%ED%A0%80", 422),
    ],
)
def test_every_answer_carries_the_headers(app, method, url, status):
    answer = getattr(app.test_client(), method)(url)

    assert answer.status_code == status
    assert_guarded(answer)


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart"])
def test_a_request_that_is_too_large_is_refused(app, content_type):
    client = app.test_client()
    data = {"text": "x" * (MAX_REQUEST_BYTES + 1)}
    kind = "multipart/form-data" if content_type == "multipart" else content_type

    answer = client.post("/anmelden", data=data, content_type=kind)

    assert answer.status_code == 413
    assert "<h1" in answer.get_data(as_text=True)
    assert_guarded(answer)


def test_pages_for_somebody_signed_in_are_not_kept_by_the_browser(app, make):
    browser = Browser(app)
    browser.login(make.account(Role.ADMIN))

    assert browser.client.get("/").headers["Cache-Control"] == "no-store"


def test_files_may_be_kept_and_carry_the_headers_too(app):
    answer = app.test_client().get("/static/favicon.svg")

    assert answer.status_code == 200
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
