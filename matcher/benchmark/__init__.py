"""Public benchmarks in one table: this matcher beside the systems others would pick.

Needs the benchmarks' files, which are not part of the package; see docs/benchmarks.md.
"""

from matcher.benchmark.runs import BENCHMARKS, Comparison, compare
from matcher.benchmark.table import as_json, as_markdown

__all__ = ["BENCHMARKS", "Comparison", "as_json", "as_markdown", "compare"]
