"""Writes docs/figures.md: every figure of the desk with its counting rule, from the registry."""

from pathlib import Path

from webapp.figures.registry import FIGURES

DOCUMENT = Path(__file__).with_suffix(".md")
HEAD = """# Figures of the desk

What `/auswertung` and its files count, as the page says it under „So wird gezählt“. Written from
`webapp/figures/registry.py` by `PYTHONPATH=. python docs/figures.py`; a test notices when it is
out of date.

| Name | Figure | Rule |
|---|---|---|
"""


def as_markdown() -> str:
    """The registry as a table."""
    rows = [f"| `{name}` | {each.words} | {each.rule} |" for name, each in FIGURES.items()]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(as_markdown(), encoding="utf-8")
