"""`ecotechub audit`: prove that the trail is whole, and say who saw what."""

import click


@click.group()
def audit() -> None:
    """Check the audit trail and read it."""


@audit.command()
def verify() -> None:
    """Hash every entry anew and compare it with the trail and with its anchors."""
    from webapp import installation
    from webapp.anchors import read_anchors
    from webapp.troubles import Trouble
    from webapp.verification import FLAWS, verify

    settings = installation.load_settings()
    anchors = read_anchors(settings.anchors)
    with installation.opened(settings) as database, database.reading() as session:
        verdict = verify(session, anchors)
    if verdict.flaw is not None:
        raise Trouble(FLAWS[verdict.flaw.damage].format(number=verdict.flaw.sequence))
    newest = f"{anchors[-1].at:%Y-%m-%d %H:%M} UTC" if anchors else "never: nothing was anchored"
    click.echo(f"{verdict.head.sequence} entries are as they were written. Last anchor: {newest}.")


@audit.command()
def anchor() -> None:
    """Write the end of the trail down now, beside what the worker does every day."""
    from webapp import installation
    from webapp.clock import system_clock
    from webapp.troubles import Trouble
    from webapp.verification import FLAWS, anchor

    settings = installation.load_settings()
    with installation.opened(settings) as database, database.reading() as session:
        verdict = anchor(session, settings.anchors, system_clock())
    if verdict.flaw is not None:
        raise Trouble(FLAWS[verdict.flaw.damage].format(number=verdict.flaw.sequence))
    click.echo(f"{verdict.head.sequence} {verdict.head.chain_hash}")
