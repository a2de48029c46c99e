"""`ecotechub audit`: prove that the trail is whole, and say who saw what."""

from datetime import datetime

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


@audit.command()
@click.argument("reference")
@click.option("--since", type=click.DateTime(), help="In local time; exact to the minute.")
def seen(reference: str, since: datetime | None) -> None:
    """Say who has read something of a need, newest first.

    REFERENCE is the number of the case, such as 7KX-M2P; an erased one is answered as well.
    """
    from models.base import LOCAL_ZONE
    from webapp import installation
    from webapp.auditing import queries
    from webapp.troubles import Trouble
    from webapp.unseen import reveal

    moment = since.replace(tzinfo=LOCAL_ZONE) if since else None
    with installation.opened() as database, database.reading() as session:
        challenge_id = queries.challenge_id_of(session, reference)
        if challenge_id is None:
            raise Trouble(f"There is no case {reference}.")
        for each in queries.readers(session, challenge_id, moment):
            what = ", ".join(sorted(one.value for one in each.what))
            who = f"{each.role.value}, {each.organisation or '-'}, {each.function or 'erased'}"
            who = reveal(" ".join(who.split()))  # What people wrote must not steer the terminal.
            click.echo(f"{each.at.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M}  {what}  {who}")
