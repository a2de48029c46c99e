"""`ecotechub model`: change the language model without a gap, and go back as quickly."""

from statistics import fmean
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from webapp.matching.comparing import Comparison

MOST_SHOWN = 10


@click.group()
def model() -> None:
    """Choose the language model that matches.

    NAME is `bundled`, or the name or folder of a sentence-transformers model.
    """


@model.command()
def status() -> None:
    """Show which model matches and which others are ready."""
    from webapp import installation
    from webapp.matching import operating

    app = installation.make_app()
    with app.app_context(), app.extensions["database"].reading() as session:
        known = operating.standings(session)
    if app.extensions["settings"].embedding_model is None:
        click.echo("ECOTECHUB_EMBEDDING_MODEL is empty: words alone are compared.")
    elif not known:
        click.echo("No model has matched yet: the worker loads it when it starts.")
    for each in known:
        state = "active" if each.active_since else "ready" if each.is_ready else "not ready"
        click.echo(
            f"{state:<10} {each.model.name}  {each.model.sha256[:12]}"
            f"  {each.encoded} of {each.texts} texts encoded"
        )


@model.command()
@click.argument("name")
@click.option("--download", is_flag=True, help="Let the model be fetched from the internet.")
def prepare(name: str, download: bool) -> None:
    """Let the worker encode every statement for a model, beside the active one."""
    from webapp import installation, jobs
    from webapp.clock import now
    from webapp.matching import operating

    with installation.make_app().app_context():
        operating.opened(name, allow_download=download)
        with jobs.database().writing() as session:
            jobs.queue_model(session, name, now())
        jobs.wake_worker()
    click.echo(f"{name} waits for the worker; `ecotechub model status` shows how far it is.")


@model.command()
@click.argument("name")
def compare(name: str) -> None:
    """Show what another prepared model would change for the open needs.

    Needs appear by their numbers, without a word of their text.
    """
    from webapp import installation
    from webapp.matching.comparing import compare_models

    with installation.make_app().app_context():
        _show(compare_models(name))


@model.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Switch at once, without showing first what changes.")
@click.pass_context
def use(context: click.Context, name: str, yes: bool) -> None:
    """Match with a prepared or an earlier model from now on.

    Without --yes this shows what would change, as `compare` does, and changes nothing.
    """
    from webapp import installation
    from webapp.matching import operating

    if not yes:
        context.invoke(compare, name=name)
        click.echo(f"Nothing has changed yet: `ecotechub model use {name} --yes` switches.")
        return
    with installation.make_app().app_context():
        operating.use_model(name)
    click.echo(
        f"{name} matches from now on. Earlier proposals stay as they are; `ecotechub rematch`"
        " matches every open need anew."
    )


@model.command()
@click.argument("name")
def forget(name: str) -> None:
    """Delete the vectors of a model that is not in use; NAME may be the start of its SHA-256."""
    from webapp import installation
    from webapp.matching import operating

    with installation.make_app().app_context():
        operating.forget_model(name)
    click.echo(f"The vectors of {name} are deleted.")


def _show(comparison: "Comparison") -> None:
    changes = comparison.changes
    click.echo(
        f"{comparison.old} -> {comparison.new}. Open needs: {len(changes)}."
        f" Published profiles: {comparison.experts}."
    )
    if not changes:
        return
    others = sum(not each.is_same_start for each in changes)
    click.echo(
        f"The first three change for {others} of {len(changes)} needs. Of the first ten"
        f" {fmean(each.overlap for each in changes):.0%} stay on average; Kendall's tau of all"
        f" ranks is {fmean(each.tau for each in changes):.2f}."
    )
    click.echo("The largest changes:")
    for each in changes[:MOST_SHOWN]:
        start = "same" if each.is_same_start else "other"
        click.echo(
            f"  {each.reference}  {each.overlap:>4.0%} of the first ten stay,"
            f"  tau {each.tau:>5.2f},  {start} first three"
        )
