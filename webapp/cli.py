"""The `ecotechub` command: thin commands that import only what they need and answer plainly."""

import io
import os
import sys
from pathlib import Path

import click

from webapp import cli_audit, cli_learning, cli_matching, cli_models
from webapp.troubles import Trouble

FILE = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="ecotechub")
def commands() -> None:
    """Bring what companies need and what professors can do together."""


for command in (
    *cli_matching.COMMANDS, cli_models.model, cli_audit.audit, cli_learning.fusion,
    cli_learning.replay,
):  # fmt: skip
    commands.add_command(command)


@commands.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, envvar="PORT")
def run(port: int) -> None:
    """Start the demo: web and worker, for this machine only."""
    from webapp import demo, installation, supervisor

    host = "127.0.0.1"
    settings = installation.load_settings(ECOTECHUB_BASE_URL=f"http://{host}:{port}")
    supervisor.refuse_taken_port(host, port)
    with installation.opened(settings, may_be_new=True) as database:
        sign_ins = demo.prepare(database, settings)
    pair = supervisor.Pair(host, port, settings.data_dir / "log")
    sys.exit(pair.run(announce=lambda: click.echo(demo.welcome(settings, sign_ins, pair.logs))))


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, envvar="PORT")
@click.option("--processes", type=click.IntRange(1), default=1, show_default=True)
@click.option("--threads", type=click.IntRange(2), help="Requests at once; 32 unless set.")
def serve(host: str, port: int, processes: int, threads: int | None) -> None:
    """Serve the pages; a worker has to run beside it."""
    from webapp import installation, supervisor, wsgi

    given = {"ECOTECHUB_THREADS": str(threads)} if threads else {}
    settings = installation.load_settings(**given)
    if processes > 1 and settings.limiter_storage.startswith("memory:"):
        raise Trouble(
            "Several processes have to count attempts together: name a store they share with"
            " ECOTECHUB_LIMITER_STORAGE, such as redis://…, or start one process with more threads."
        )
    supervisor.end_with_supervisor()
    wsgi.serve(host, port, processes, settings.threads)


@commands.command()
def worker() -> None:
    """Do what the pages leave to do: matching, mail, calendar."""
    from webapp import installation, supervisor, wsgi
    from webapp.worker import Worker

    installation.load_settings()
    supervisor.end_with_supervisor()
    Worker.ready(wsgi.make_app()).run()


@commands.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    from webapp import installation

    with installation.opened(may_be_new=True) as database:
        installation.migrate(database)
    click.echo("The database has the schema of this version.")


@commands.command()
def seed() -> None:
    """Load the demo region; in production only what is real in it."""
    import seed_data
    from webapp import demo, installation

    settings = installation.load_settings()
    with installation.opened(settings, may_be_new=True) as database:
        if settings.is_production:
            with database.writing() as session:
                seed_data.load_places(session)
        else:
            demo.prepare(database, settings, again=True)
    click.echo("The data is loaded.")


@commands.command()
def seed_funding() -> None:
    """Complete the list of funding programmes by name; all of them wait to be checked."""
    import seed_data
    from webapp import installation
    from webapp.clock import system_clock

    with installation.opened() as database, database.writing() as session:
        added = seed_data.load_funding(session, system_clock())
    click.echo(f"{added} programmes are new on the list; nobody has checked them yet.")


@commands.command()
@click.option("--role", required=True, help="unternehmen, professor, transferstelle, …")
@click.option("--email", required=True)
@click.option("--name", required=True, help="A function rather than a person.")
@click.option("--organisation", help="Where the account belongs; a wrong one lists what there is.")
@click.option("--ask-password", is_flag=True, help="Set a password now instead of inviting.")
def create_user(
    role: str, email: str, name: str, organisation: str | None, ask_password: bool
) -> None:
    """Create an account and print its invitation link."""
    from webapp import installation, newcomers

    with installation.make_app().app_context():
        newcomer = newcomers.newcomer(role, email, name, organisation)
        if ask_password:
            password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
            newcomers.add_with_password(newcomer, password)
            click.echo(f"{newcomer.email} may sign in.")
        else:
            click.echo(f"Please hand on this link: {newcomers.invite(newcomer)}")


@commands.command()
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask first.")
def reset_second_factor(address: str, yes: bool) -> None:
    """Take a lost second factor away where no other administrator can; ends all sessions."""
    from webapp import installation, jobs, operators

    with installation.make_app().app_context():
        role = operators.role_with_factor(address)
        if not yes:
            question = f"Take the second factor of {address} ({role}) away and end its sessions?"
            click.confirm(question, abort=True)
        operators.reset_second_factor(address)
        jobs.wake_worker()
    click.echo(f"{address} signs in with the password and sets up a new factor.")


@commands.command()
def rematch() -> None:
    """Match every open need anew, after the matcher has changed."""
    from webapp import installation, jobs
    from webapp.clock import now

    with installation.make_app().app_context():
        with jobs.database().writing() as session:
            queued = jobs.queue_rematch(session, now())
        jobs.wake_worker()
    click.echo(f"{queued} open needs wait for the worker.")


@commands.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Write a consistent backup while the service goes on."""
    from webapp import installation
    from webapp.backup import back_up
    from webapp.stored_files import FileStore

    settings = installation.load_settings()
    with installation.opened(settings) as database:
        back_up(database.engine, file, FileStore.of(settings))
    click.echo(f"The backup is in {file}; it holds confidential texts, so keep it safe.")


@commands.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Replace what the database holds now.")
def restore(file: Path, replace: bool) -> None:
    """Put a backup back; stop web and worker first."""
    from webapp import installation
    from webapp.backup import restore as put_back
    from webapp.stored_files import FileStore

    settings = installation.load_settings()
    with installation.opened(settings, may_be_new=True) as database:
        put_back(database.engine, file, FileStore.of(settings), replace=replace)
    click.echo("The backup is restored; `ecotechub check` says whether it needs `migrate`.")


@commands.command()
def check() -> None:
    """Examine settings, database, schema, files and worker."""
    from webapp import installation
    from webapp.checkup import examine
    from webapp.clock import system_clock
    from webapp.stored_files import FileStore

    settings = installation.load_settings()
    with installation.opened(settings) as database:
        findings = list(examine(database, FileStore.of(settings), system_clock()))
    for finding in findings:
        click.echo(f"{'ok     ' if finding.is_fine else 'PLEASE '} {finding.sentence}")
    sys.exit(0 if all(each.is_fine for each in findings) else 1)


def main() -> None:
    """Run a command; whatever goes wrong is one sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        sys.exit(commands.main(prog_name="ecotechub", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(error.exit_code)
    except click.ClickException as error:
        click.echo(f"ecotechub: {error.format_message()}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # whoever read our output has had enough, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (Trouble, OSError) as error:
        click.echo(f"ecotechub: {error}", err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)


if __name__ == "__main__":
    main()
