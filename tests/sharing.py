"""What the applications of many tests share, so that each of them is made in a moment.

Nothing of it depends on settings or on what a test did: compiled templates, compiled routes, and
how queries are written in SQL. Everything else of an application is new for every test.
"""

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import ClassVar

import flask
from flask import Flask, current_app
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sqlalchemy import Engine, event
from werkzeug.local import LocalProxy
from werkzeug.routing import Rule

from webapp.database import make_engine


class CompiledTemplates(BytecodeCache):
    """What every application would compile anew, which took half the time of the suite."""

    def __init__(self) -> None:
        self._codes = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get(_written_as(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[_written_as(bucket)] = bucket.code


def _written_as(bucket: Bucket) -> tuple[str, str, bool]:
    """What decides the code: it calls `finalize` only where the environment had one."""
    return bucket.key, bucket.checksum, bucket.environment.finalize is not None


class KnownRule(Rule):
    """A route whose writer of addresses is compiled once, which is most of making an application.

    The writer finds the converters at the route it is bound to, so it serves any that reads alike.
    """

    _writers: ClassVar = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = self.rule, self.subdomain, repr(self.defaults), append_unknown
        if key not in self._writers:
            self._writers[key] = super()._compile_builder(append_unknown)
        return self._writers[key]


Flask.url_rule_class = KnownRule
Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}


@cache
def _first_environment() -> list[Environment]:
    return []


def share_templates(app: Flask) -> None:
    """Let an application render with the templates that the first one has loaded.

    Its filters and functions look at the current application; Flask's own two are taught to.
    """
    kept = _first_environment()
    if not kept:
        environment = app.jinja_env
        environment.globals["url_for"] = flask.url_for
        environment.globals["config"] = LocalProxy(lambda: current_app.config)
        kept.append(environment)
    app.jinja_env = kept[0]


@cache
def kept_engine(url: str) -> Engine:
    """The engine of an address, which remembers how it wrote each query in SQL.

    A test's database need not survive a power cut, so SQLite does not wait for the disk.
    """
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _wait_for_no_disk)
    return engine


def _wait_for_no_disk(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")
