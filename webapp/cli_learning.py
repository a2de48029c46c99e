"""`ecotechub fusion` and `ecotechub replay`: what was learned, and why a run came out as it did."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from webapp.troubles import Trouble

if TYPE_CHECKING:
    from models import FusionVersion
    from webapp.database import Database
    from webapp.matching.replaying import Place, Replay


@click.group()
def fusion() -> None:
    """See what decisions taught, learn from them, and choose the coefficients that rank."""


@fusion.command()
def status() -> None:
    """Show which coefficients rank and which others there are."""
    from webapp import matching
    from webapp.learning.queries import overview

    with _at_work() as database, database.reading() as session:
        standings = overview(session).standings
        last = matching.last_fusion_switch(session)
    for each in standings:
        state = "kept" if each.version.is_better else "no gain"
        fits = "" if each.fits else "  of another model or package"
        click.echo(f"{'active' if each.is_active else state:<8} {_line(each.version)}{fits}")
    if not standings:
        click.echo("Nothing was matched or learned yet: the shipped coefficients rank.")
    if last is not None and last.is_held:
        click.echo("Somebody went back by hand: what is learned later waits for `fusion use`.")


@fusion.command()
def learn() -> None:
    """Fit the coefficients to all decisions now, and use the fit if it is better."""
    from webapp import matching
    from webapp.clock import now

    with _at_work() as database:
        version = matching.learn_from_decisions(now())
        with database.reading() as session:
            last = matching.last_fusion_switch(session)
    if version is None:
        raise Trouble("Too little was decided to learn from: see docs/learning.md for how much.")
    click.echo(_line(version))
    if not version.is_better:
        click.echo("That is not surely better, so everything stays as it is.")
    elif last is not None and last.fusion.id == version.id:
        click.echo("It ranks from now on; `ecotechub rematch` matches every open need anew.")
    else:
        click.echo(f"It is better, and waits for `ecotechub fusion use {version.version}`.")


@fusion.command()
@click.argument("version")
def use(version: str) -> None:
    """Rank with these coefficients from now on, be they learned or shipped."""
    from models import InvalidTransition
    from webapp import matching
    from webapp.audit import record
    from webapp.clock import now

    with _at_work() as database, database.writing() as session:
        row = matching.named_fusion(session, version)
        if not matching.fits(row, matching.model_at_work(session)):
            raise Trouble(f"{version} belongs to another language model or package.")
        try:
            matching.switch_fusion(session, row, now(), is_by_hand=True)
        except InvalidTransition as error:
            raise Trouble(f"{version} cannot be used: {error}.") from error
        record(session, "gewichtung_gewechselt", row, now(), by=None)
    click.echo(
        f"{version} ranks from now on. Earlier proposals stay as they are; `ecotechub rematch`"
        " matches every open need anew."
    )


@click.command()
@click.argument("match")
@click.option("--profile", help="Explain this profile, by its id or the beginning of it.")
@click.option("--all", "everybody", is_flag=True, help="Explain everybody, also who was left out.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The run of a case up to this day.")
def replay(match: str, profile: str | None, everybody: bool, on: datetime | None) -> None:
    """Compute a proposal once more and show why it was made.

    MATCH is the id of a proposal or of a run, or the number of a case, such as 7KX-M2P. Ends with
    an error where something does not come out as it was stored.
    """
    from webapp.matching import replaying

    with _at_work() as database, database.reading() as session:
        run, proposal = replaying.find_run(session, match, on.date() if on else None)
        found = replaying.replay(session, run)
        _show_run(found)
        if everybody:
            places = found.places
        elif profile is not None or proposal is not None:
            key = profile or (str(proposal.profile_id) if proposal else "")
            places = [found.place(key)]
        else:
            places = [each for each in found.places if each.match is not None]
        for each in sorted(places, key=_by_rank):
            _show_place(each)
        differences = list(found.differences)
    if differences:
        raise Trouble(" ".join(differences))


@contextmanager
def _at_work() -> "Iterator[Database]":
    """The database of this installation, within its application."""
    from webapp import installation

    app = installation.make_app()
    with app.app_context():
        yield app.extensions["database"]


def _by_rank(place: "Place") -> tuple[int, str]:
    rank = place.rank or (place.match.rank if place.match else None)
    return (rank or 1_000_000, place.profile_id)


def _line(version: "FusionVersion") -> str:
    if version.is_shipped:
        return f"{version.version}  shipped"
    return (
        f"{version.version}  {version.made_at:%Y-%m-%d}  {version.decisions} decisions on"
        f" {version.needs} needs, in order {version.order_before:.3f} -> {version.order_after:.3f},"
        f" least gain {version.least_gain:+.4f}, first three change for"
        f" {version.changed_needs} of {version.open_needs} open needs"
    )


def _show_run(found: "Replay") -> None:
    click.echo(
        f"case {found.reference}, run {found.run.id} of {found.run.started_at:%Y-%m-%d %H:%M} UTC"
    )
    for name, words in found.grounds:
        click.echo(f"  {name:<9} {words}")
    if found.hindrance is not None:
        click.echo(f"  {found.hindrance}")
    if found.differences:
        click.echo("It does not come out as it was stored:")
        for each in found.differences:
            click.echo(f"  {each}")
    elif found.checked:
        what = "scores" if found.hindrance else "order and scores"
        click.echo(
            f"{found.checked} proposals come out as they were stored, {what};"
            f" the largest difference is {found.furthest:.1e}."
        )
    else:
        click.echo("Nothing of this run can be computed once more.")


def _show_place(place: "Place") -> None:
    from webapp.unseen import reveal

    chair = reveal(" ".join(place.chair.split())) if place.chair else "erased"
    rank = place.match.rank if place.match else None
    standing = f"#{rank}" if rank else "added by hand" if place.match else "not proposed"
    click.echo(f"\n{standing}  {chair}  {place.profile_id}  text {(place.version or '-')[:12]}")
    if place.reason is not None:
        click.echo(f"  no candidate that day: {place.reason.value}")
        return
    if place.chair is None:
        click.echo("  erased since: nothing of this profile is kept but its id")
        return
    if not place.is_known:
        click.echo("  its words of that day were not kept")
    if place.rank is not None and rank is None:
        click.echo(f"  a candidate that day, at place {place.rank} of all")
    _show_score(place)
    if place.tied_with:
        click.echo(f"  the same score as {len(place.tied_with)} others: the lower id stands first")


def _show_score(place: "Place") -> None:
    if place.match is not None and place.match.rank is not None:
        click.echo(f"  stored score     {place.match.score:>12.9f}  {place.match.band.value}")
    if place.components is None:
        return
    for part in place.components.parts:
        click.echo(
            f"  {part.name:<18} {part.feature:>10.6f}  as {part.value:>9.4f} x {part.weight:>8.4f}"
            f" = {part.adds:>+9.4f}"
        )
    click.echo(f"  intercept {place.components.intercept:>+52.4f}")
    click.echo(f"  log-odds of fitting {place.components.fit:>+42.4f}")
    click.echo(f"  with the scope, the score {place.components.score:>+36.9f}")
