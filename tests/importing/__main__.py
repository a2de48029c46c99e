"""Writes docs/imports.md: what was kept, missed and wrong of each document.

Run `python -m tests.importing` after a change of the readers, and read what changed.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.importing.judging import Judged, Score, judge_all

REPORT = Path(__file__).parents[2] / "docs" / "imports.md"
HEAD = """# What is read out of papers

Written by `python -m tests.importing`; the expectations stand beside the documents in
`tests/data/imports/`. All documents are fictional. **Kept**: a proposal that says what a professor
would keep. **Missed**: what should have been proposed. **Wrong**: proposed, although nobody would
keep it. A proposal is what was expected if both share 80 % of their words.

How far to trust these figures: one author wrote documents, expectations and readers. The
expectations of the ten were committed before the readers existed, but their author remembered
them while writing the readers: at first sight 129 of 130 statements were kept. The five documents
in `afterwards/` were written when the readers were done; at first sight 25 of 33 and 15 of 26
statements were kept (76 % and 58 %), 76 % and 68 % of the proposals were right, and then the
readers learned from them. The two in `unseen/` came last. Nothing was changed because of them but
two rules that protect privacy: no title that begins with names, and no line with ways to reach
somebody. **Their figures say best what to expect of a page nobody has seen.** What fails there
are headings in words that no list holds; what stands below them is then offered as the kind of the
heading before. The owner sees every proposal with its source and can take it, change it or leave
it.

"""


def main() -> None:
    """Read everything and write the report."""
    sets = [
        ("The ten documents", judge_all()),
        ("Written afterwards, learned from", judge_all("afterwards")),
        ("Unseen", judge_all("unseen")),
    ]
    lines = [
        "| Documents | Statements | Recall | Precision | Of the right kind |",
        "|---|---|---|---|---|",
    ]
    for title, judged in sets:
        score = Score.of(judged)
        expected = sum(len(each.kept) + len(each.missed) for each in judged)
        lines.append(
            f"| {title} | {expected} | {score.recall:.0%} | {score.precision:.0%} "
            f"| {score.kinds:.0%} |"
        )
    for title, judged in sets:
        lines += ["", f"## {title}", *described(judged)]
    REPORT.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def described(judged: Sequence[Judged]) -> Iterator[str]:
    """Each document with what it gave."""
    for each in judged:
        yield ""
        yield f"### {each.name}"
        yield f"Recognised as {each.recognised}; broken entries: {each.broken}."
        yield ""
        yield f"**Kept ({len(each.kept)})**"
        yield ""
        for kind, found in each.kept:
            offered = "" if kind == found.kind else f", offered as {found.kind}"
            yield f"- {kind}{offered}: {found.text}"
        if each.missed:
            yield f"\n**Missed ({len(each.missed)})**\n"
            yield from (f"- {kind}: {text}" for kind, text in each.missed)
        if each.wrong:
            yield f"\n**Wrong ({len(each.wrong)})**\n"
            yield from (
                f"- {found.kind}{'' if found.is_likely else ', not ticked'}: {found.text}"
                for found in each.wrong
            )
        if each.leaked:
            yield f"\n**Should never have been shown**: {', '.join(each.leaked)}"


if __name__ == "__main__":
    main()
