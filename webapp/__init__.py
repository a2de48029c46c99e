"""The web application: HTTP in, HTML out. `create_app` is its table of contents.

Importing the package costs nothing, so that `ecotechub --help` and a second `make run` are quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask, Response

    from webapp.clock import Clock
    from webapp.config import Settings

FEATURES = (
    "public", "accounts", "identity", "second_factor", "challenges", "attachments", "profiles",
    "importing", "review", "introductions", "radar", "region", "admin", "auditing", "colleagues",
    "follow_ups", "messages", "own_data", "documents", "planning", "learning", "figures",
    "referrals", "casework", "handbook", "barriers", "workshops", "workshop_notes",
    "workshop_talks", "workshop_reports", "themes", "indicators", "funding", "api", "flows",
    "topic_gaps",
)  # fmt: skip
INTERFACES = ("profiles", "workshops", "region", "challenges", "referrals", "funding")
"""The features that also answer programs, each in a module of its own."""


def create_app(settings: Settings | None = None, now: Clock | None = None) -> Flask:
    """Put the application together; raises ValidationError when settings are incomplete."""
    from flask import Flask
    from jinja2 import StrictUndefined

    from webapp import (
        access,
        clock,
        compression,
        database,
        errors,
        first_steps,
        i18n,
        jobs,
        known_devices,
        letter_pages,
        links,
        logs,
        matching,
        navigation,
        neighbours,
        pace,
        programs,
        readings,
        receipts,
        security,
        sessions,
        sharing,
        static_files,
        transports,
        unseen,
        workshop_tabs,
        workshop_times,
    )
    from webapp.config import Settings

    settings = settings or Settings()
    app = Flask(__name__, static_folder=None)
    app.extensions["settings"] = settings
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.add_extension("jinja2.ext.do")

    logs.init_app(app)
    clock.init_app(app, now or clock.system_clock)
    database.init_app(app, settings.database_url)
    security.init_app(app, settings)
    access.init_app(app)
    sessions.init_app(app)
    programs.init_app(app)
    known_devices.init_app(app)
    i18n.init_app(app)
    unseen.init_app(app)
    navigation.init_app(app, settings)
    first_steps.init_app(app)
    workshop_tabs.init_app(app)
    workshop_times.init_app(app)
    neighbours.init_app(app)
    receipts.init_app(app)
    readings.init_app(app)
    matching.init_app(app, settings)
    jobs.init_app(app, settings)
    links.init_app(app)
    letter_pages.init_app(app)
    sharing.init_app(app, settings)
    errors.init_app(app)
    static_files.init_app(app)
    app.extensions["transport"] = (
        transports.smtp_transport(settings) if settings.smtp_host else transports.mailbox_transport
    )
    pace.init_app(app, settings)
    compression.init_app(app)
    app.after_request(_commit)
    for feature in FEATURES:
        register(app, feature)
    for feature in INTERFACES:
        app.register_blueprint(import_module(f"webapp.{feature}.interface").bp)
    return app


def register(app: Flask, feature: str) -> None:
    """Add a feature's pages."""
    app.register_blueprint(import_module(f"webapp.{feature}.views").bp)


def _commit(response: Response) -> Response:
    from webapp import database, readings, receipts

    receipts.remember_post(response)
    return readings.write_readings(database.commit_at_the_edge(response))
