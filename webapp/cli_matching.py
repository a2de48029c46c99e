"""Commands that match, rank and measure; they take their model from an option."""

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from webapp.troubles import Trouble

if TYPE_CHECKING:
    from matcher import Encoder, Expert

FILE = click.Path(path_type=Path)


def with_model(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name a model, and hand the command its encoder."""

    @click.option(
        "--model",
        envvar="ECOTECHUB_EMBEDDING_MODEL",
        default="bundled",
        show_default=True,
        help="Or a sentence-transformers model by name or path; empty: words and characters.",
    )
    @click.option("--download", is_flag=True, help="Let the model be fetched from the internet.")
    @functools.wraps(command)
    def loaded(model: str | None, download: bool, **arguments: Any) -> Any:
        from matcher import EncoderUnavailable, load_encoder
        from matcher.datasets import DatasetError

        try:
            encoder = load_encoder(model, allow_download=download) if model else None
            return command(**arguments, encoder=encoder)
        except (DatasetError, EncoderUnavailable) as error:
            raise Trouble(str(error)) from error

    return loaded


@click.command()
@click.argument("text", required=False)
@click.option("--file", "source", type=FILE, help="Read the need from a file.")
@click.option("--experts", type=FILE, help="Experts as JSON Lines instead of published profiles.")
@click.option("-k", "most", default=5, type=click.IntRange(1), show_default=True)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@with_model
def match(
    text: str | None,
    source: Path | None,
    experts: Path | None,
    most: int,
    as_json: bool,
    encoder: "Encoder | None",
) -> None:
    """Show who fits a need, and why.

    TEXT stands in quotation marks; - reads it from standard input.
    """
    import matcher
    from webapp import proposals

    need = matcher.Need(id="need", title="", text=proposals.read_need(text, source))
    known = _experts(experts)
    result = matcher.Matcher(known, encoder).propose(need, k=most)
    if as_json:
        click.echo(json.dumps(proposals.as_json(result, known), ensure_ascii=False, indent=2))
    else:
        proposals.show(result, known)


@click.command()
@click.option("--experts", type=FILE, required=True)
@click.option("--challenges", type=FILE, required=True)
@click.option("--out", type=FILE, required=True)
@with_model
def rank(experts: Path, challenges: Path, out: Path, encoder: "Encoder | None") -> None:
    """Rank every expert for every need into a file."""
    from matcher import Matcher, datasets

    needs = datasets.read_needs(challenges)
    ranked = datasets.rank_all(Matcher(datasets.read_experts(experts), encoder), needs)
    datasets.write_run(out, ranked)
    click.echo(f"{len(needs)} needs are ranked in {out}.", err=True)


@click.command()
@click.argument("directory", type=FILE)
@with_model
def evaluate(directory: Path, encoder: "Encoder | None") -> None:
    """Measure the matcher on judged needs.

    DIRECTORY holds experts.jsonl, challenges.jsonl and qrels.tsv, and perhaps teams.tsv: which
    aspects of a need, as judges see them, which experts cover.
    """
    from matcher import datasets, team_evaluation
    from webapp import proposals

    estimates = datasets.evaluate_directory(directory, encoder)
    if (directory / "teams.tsv").exists():
        matcher = team_evaluation.make_matcher(directory, encoder)
        estimates |= team_evaluation.evaluate_teams(matcher, directory)
    proposals.show_estimates(estimates, encoder.name if encoder else "words and characters only")


@click.command()
@click.option("--data", type=FILE, required=True, help="Folder that holds the benchmarks' files.")
@click.option("--only", multiple=True, metavar="NAME", help="One benchmark; may be repeated.")
@click.option("--out", type=FILE, help="Write the figures with their intervals as JSON, too.")
@with_model
def benchmark(
    data: Path, only: tuple[str, ...], out: Path | None, encoder: "Encoder | None"
) -> None:
    """Compare the matcher with other systems on public benchmarks, in one table.

    The files are not part of the package: docs/benchmarks.md says where they come from, under
    what licence, and how to lay them out. Names for --only: stsb, xquad, lareqa, tatoeba, gemet,
    nace, ewc, gemetdef, reviewers.
    """
    from matcher.benchmark import BENCHMARKS, as_json, as_markdown, compare

    unknown = [name for name in only if name not in BENCHMARKS]
    if unknown:
        raise Trouble(f"There is no benchmark {unknown[0]!r}, only {', '.join(BENCHMARKS)}.")
    report = functools.partial(click.echo, err=True)
    comparison = compare(data, encoder, report, only or BENCHMARKS)
    click.echo(as_markdown(comparison), nl=False)
    if out is not None:
        text = json.dumps(as_json(comparison), ensure_ascii=False, indent=2)
        out.write_text(f"{text}\n", encoding="utf-8")


@click.command("assign-themes")
def assign_themes() -> None:
    """Let the worker read all open needs and published profiles for their themes anew.

    What people corrected by hand stays.
    """
    from webapp import installation, jobs, theme_jobs
    from webapp.clock import now

    with installation.make_app().app_context():
        with jobs.database().writing() as session:
            number = theme_jobs.queue_all(session, now())
        jobs.wake_worker()
    click.echo(f"{number} needs and profiles wait for the worker.")


def _experts(source: Path | None) -> "list[Expert]":
    if source is not None:
        from matcher.datasets import read_experts

        return read_experts(source)
    from webapp import installation
    from webapp.matching import published_experts

    with installation.opened() as database, database.reading() as session:
        return published_experts(session)


COMMANDS = (match, rank, evaluate, benchmark, assign_themes)
