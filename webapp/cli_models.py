"""`ecotechub model`: change the language model without a gap, and go back as quickly."""

import click


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
        operating.try_model(name, allow_download=download)
        with jobs.database().writing() as session:
            jobs.queue_model(session, name, now())
        jobs.wake_worker()
    click.echo(f"{name} waits for the worker; `ecotechub model status` shows how far it is.")


@model.command()
@click.argument("name")
def use(name: str) -> None:
    """Match with a prepared or an earlier model from now on."""
    from webapp import installation
    from webapp.matching import operating

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
