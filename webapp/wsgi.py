"""What a WSGI server is pointed at: `webapp.wsgi:make_app`, a factory without arguments."""

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from webapp import create_app, logs
from webapp.config import Settings


def make_app() -> Flask:
    """The application of this process, with its logs set up."""
    settings = Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    logs.configure(readable=not settings.is_production)
    return create_app(settings)


def serve(host: str, port: int, processes: int, threads: int) -> None:
    """Serve the pages until told to stop."""
    Granian(
        "webapp.wsgi:make_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=processes,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()
