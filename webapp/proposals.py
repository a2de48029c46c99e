"""What the matcher found, for people at a terminal and for machines."""

import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from webapp.troubles import Trouble

LONGEST_NEED_BYTES = 200_000
LONGEST_FLAGGED = 80
ODD = {
    "wiederholt": "repeats words",
    "aufgezaehlt": "lists words",
    "ueberlang": "is very long",
    "abgeschrieben": "copies the need",
    "versteckt": "hides something",
}
"""What is said of a statement that was left out of the match."""
NO_EXPERTS = "There are no experts to choose from: nobody has published a profile yet."


def read_need(text: str | None, source: Path | None) -> str:
    """The words of a need from the command line, a file or standard input."""
    if (text is None) == (source is None):
        raise Trouble("Please give the need in quotation marks, with --file, or - to read it.")
    try:
        if source is not None:
            text = source.read_bytes().decode("utf-8-sig")
        elif text == "-":
            text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Trouble("The need is not UTF-8 text: please save it as UTF-8 first.") from error
    text = (text or "").strip()
    if not text:
        raise Trouble("The need is empty: please say in a sentence what is sought.")
    if len(text.encode("utf-8", "replace")) > LONGEST_NEED_BYTES:
        raise Trouble("The need is longer than 200 kB: please shorten it to what is sought.")
    return text


def as_json(result: Any, experts: Sequence[Any]) -> dict[str, Any]:
    """Everything a MatchResult holds, with the texts that its ids stand for."""
    known = {each.id: each for each in experts}
    return {
        "aspects": [asdict(each) for each in result.aspects],
        "proposals": [
            {
                "rank": each.rank,
                "expert_id": each.expert_id,
                "heading": known[each.expert_id].heading,
                "score": each.score,
                "probability": each.probability,
                "band": each.band.value,
                "covered": list(each.covered),
                "evidence": [
                    {**asdict(piece), "statement": statement_of(known[each.expert_id], piece)}
                    for piece in each.evidence
                ],
                "flags": [
                    {**asdict(flag), "statement": statement_of(known[each.expert_id], flag)}
                    for flag in each.flags
                ],
            }
            for each in result.proposals
        ],
        "uncovered": list(result.uncovered),
        "abstains": result.abstains,
        "reduced_quality": result.reduced_quality,
        "degraded": result.degraded,
        "fingerprint": asdict(result.fingerprint),
    }


def show(result: Any, experts: Sequence[Any]) -> None:
    """Print the proposals as a table: who, how well, and which sentence meets which."""
    console = Console(highlight=False)
    if not experts:
        console.print(NO_EXPERTS)
        return
    known = {each.id: each for each in experts}
    table = Table(show_lines=True, expand=True)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("Expert", ratio=2)
    table.add_column("Fit", no_wrap=True)
    table.add_column("Need ↔ what the expert can do", ratio=5)
    for each in result.proposals:
        expert = known[each.expert_id]
        evidence = [
            _evidence(
                result.aspects[piece.aspect].text,
                statement_of(expert, piece),
                piece.words,
                piece.pairs if piece.aspect in each.covered else (),
            )
            for piece in each.evidence
        ]
        flags = [_flag(statement_of(expert, flag), ODD[flag.reason]) for flag in each.flags]
        reasons = Text("\n").join([*(evidence or [Text("no evidence")]), *flags])
        table.add_row(str(each.rank), Text(expert.heading or expert.id), _fit(each), reasons)
    console.print(table)
    if any(each.probability is not None for each in result.proposals):
        console.print("Fit: of 100 such proposals, about so many were helpful in trials.")
    if result.abstains:
        console.print("Nobody fits well enough: the honest answer is “kein passender Treffer”.")
    for position in result.uncovered:
        console.print(Text(f"Covered by nobody: {result.aspects[position].text}"))
    if result.reduced_quality:
        console.print("Without a language model, words and characters alone were compared.")


def show_estimates(estimates: Mapping[str, Any], model: str) -> None:
    """Print measures with their intervals."""
    table = Table(title=f"Model: {model}", title_justify="left")
    table.add_column("Measure")
    for name in ("Value", "95 % interval", "Needs"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, each in estimates.items():
        interval = f"{each.low:.3f} – {each.high:.3f}"
        table.add_row(name, f"{each.value:.3f}", interval, str(each.needs))
    Console(highlight=False).print(table)


def statement_of(expert: Any, evidence: Any) -> str:
    """The words of the profile that evidence or a flag points to."""
    texts = {each.id: each.text for each in expert.statements}
    return texts.get(evidence.statement_id, expert.summary or expert.heading)


def _fit(proposal: Any) -> str:
    """The band, and below it the chance, which is never certain."""
    if proposal.probability is None:
        return str(proposal.band.value)
    percent = min(max(round(100 * proposal.probability), 1), 99)
    return f"{proposal.band.value}\n{percent} of 100"


def _evidence(
    aspect: str, statement: str, words: Sequence[str], pairs: Sequence[tuple[str, str]]
) -> Text:
    text = Text(f"{aspect}\n  ↔ {statement}")
    if words:
        text.append(f"\n  shared: {', '.join(words)}", style="dim")
    # What is shared is not said twice; a heading was compared, too, but is not shown here.
    related = [pair for pair in pairs if pair[0] not in words and pair[1] in statement]
    if related:
        text.append(f"\n  related: {', '.join(map(' ↔ '.join, related))}", style="dim")
    return text


def _flag(statement: str, reason: str) -> Text:
    shown = textwrap.shorten(statement, LONGEST_FLAGGED, placeholder=" …")
    return Text(f"left out, because it {reason}: {shown}", style="yellow")
