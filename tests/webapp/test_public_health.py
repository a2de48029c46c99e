"""What machines ask for tells the truth, and nothing more."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from models import Job, JobKind, Role
from webapp import create_app
from webapp.mail import queue_mail


@pytest.fixture
def nowhere(settings, clock, tmp_path):
    """An application whose database cannot be reached."""
    url = f"sqlite:///{tmp_path}/missing/folder.db"
    app = create_app(settings.model_copy(update={"database_url": url}), now=clock)
    app.testing = True
    return app.test_client()


def test_a_living_process_says_so_without_its_database(nowhere):
    answer = nowhere.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_everything_in_order_is_ready(app):
    answer = app.test_client().get("/readyz")

    assert answer.status_code == 200
    assert answer.json == {
        "status": "ready",
        "checks": {"database": "ok", "schema": "ok", "worker": "ok"},
    }


def test_a_missing_database_is_named_without_its_address(nowhere):
    answer = nowhere.get("/readyz")

    assert answer.status_code == 503
    assert answer.json["checks"] == {"database": "failed", "schema": "unknown", "worker": "unknown"}
    assert "folder.db" not in answer.text


def test_another_schema_is_not_ready(app, database):
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'earlier'"))

    answer = app.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json["checks"]["schema"] == "failed"


@pytest.mark.parametrize(("minutes", "status"), [(9, 200), (10, 503)])
def test_a_job_that_waits_for_ten_minutes_means_that_no_worker_runs(
    app, database, clock, minutes, status
):
    with database.writing() as session:
        session.add(Job(kind=JobKind.MATCH_CHALLENGE, created_at=clock.at))
    clock.advance(minutes=minutes)

    answer = app.test_client().get("/readyz")

    assert answer.status_code == status
    assert answer.json["checks"]["worker"] == ("ok" if status == 200 else "failed")


def test_a_mail_that_waits_counts_as_well(app, database, make, clock):
    account = make.account(Role.COMPANY)
    with database.writing() as session:
        queue_mail(session, "set_password", session.merge(account), clock.at)
    clock.at += timedelta(minutes=11)

    assert app.test_client().get("/readyz").status_code == 503
