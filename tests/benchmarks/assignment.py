"""`python -m tests.benchmarks.assignment`: how long it takes to plan for everybody, and a team.

Synthetic needs with 50 candidates each, of whom some are wanted by many; two experts for each need.
The load is what the needs want, as a share of what the experts take on. Each size and load runs in
a process of its own, so that the peak of memory is its own; seconds of processor time, without the
third of a second that importing SciPy's solver takes once. Prints Markdown.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import process_time

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np  # noqa: E402

from matcher.assignment import Assignment, Pair  # noqa: E402
from matcher.teams import Candidate, Team, likely_team, smallest_team  # noqa: E402

CANDIDATES = 50
WANTED = 2
PARTS = 20
ROUNDS = 9
SIZES = ("1000x500", "4000x2000", "10000x5000")
LOADS = (0.7, 1.0, 1.3)
HEADER = (
    "| needs × experts | load | plan, s | price of an override, ms | peak, MB | total"
    " | greedy, s | greedy total | first of the list, total |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=SIZES, metavar="NEEDSxEXPERTS")
    parser.add_argument("--loads", type=float, nargs="+", default=LOADS)
    parser.add_argument("--only", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        print(row(arguments.sizes[0], arguments.loads[0]), flush=True)
        return
    print(
        f"Measured on {datetime.now(UTC).date()}, {platform.machine()}, {os.cpu_count()} CPUs,"
        f" Python {platform.python_version()}, one thread, load of the machine before"
        f" {os.getloadavg()[0]:.1f}.\n\n{HEADER}",
        flush=True,
    )
    for size in arguments.sizes:
        for load in arguments.loads:
            command = [sys.executable, "-m", "tests.benchmarks.assignment", "--only"]
            subprocess.run([*command, "--sizes", size, "--loads", str(load)], check=True)
    print(
        f"\nTeams out of {CANDIDATES} candidates and {PARTS} parts, median of {ROUNDS}:"
        f" smallest {1000 * team_time(smallest):.1f} ms,"
        f" likely {1000 * team_time(likely):.1f} ms."
    )


def row(size: str, load: float) -> str:
    """One line of the table; the plan's time counts everything from pairs to pairs."""
    needs, experts = (int(each) for each in size.split("x"))
    Assignment([Pair("n", "e", 1.0)], {"n": 1}, {"e": 1})  # Imports the solver.
    pairs, wanted, capacity = make_problem(needs, experts, load)
    begin = process_time()
    assignment = Assignment(pairs, wanted, capacity)
    plan = assignment.plan
    planned = process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    prices = price_times(assignment, pairs)
    begin = process_time()
    greedy = greedy_total(pairs, wanted, capacity)
    greedy_time = process_time() - begin
    first = first_total(pairs, wanted, capacity)
    return (
        f"| {needs:,} × {experts:,} | {load} | {planned:.2f} | {1000 * prices:.1f} | {peak:.0f}"
        f" | {plan.total:.2f} | {greedy_time:.2f} | {greedy / plan.total - 1:+.2%}"
        f" | {first / plan.total - 1:+.2%} |"
    )


def smallest(candidates: list[Candidate]) -> Team:
    return smallest_team(candidates, covered_from=0.06)


def likely(candidates: list[Candidate]) -> Team:
    return likely_team(candidates, [1.0] * PARTS)


def team_time(propose: Callable[[list[Candidate]], Team]) -> float:
    """Seconds for one need; four members are needed to cover everything."""
    generator = np.random.default_rng(0)
    strengths = generator.random((CANDIDATES, PARTS))
    # Everybody covers a quarter of the parts, so that no three together cover all.
    quarters = np.arange(PARTS) % 4 == np.arange(CANDIDATES)[:, None] % 4
    candidates = [
        Candidate(f"e{place:02}", "WH" if place % 3 else "HSBO", tuple(row.tolist()))
        for place, row in enumerate(np.where(quarters, strengths, 0.0))
    ]
    times = []
    for _ in range(ROUNDS):
        begin = process_time()
        propose(candidates)
        times.append(process_time() - begin)
    return median(times)


def make_problem(
    needs: int, experts: int, load: float
) -> tuple[list[Pair], dict[str, int], dict[str, int]]:
    """Utilities in [0, 1], higher for those who are good at much."""
    generator = np.random.default_rng(0)
    popularity = 0.5 * generator.random(experts)
    capacity = max(1, round(needs * WANTED / experts / load))
    pairs = []
    for need in range(needs):
        chosen = generator.choice(experts, CANDIDATES, replace=False)
        values = generator.beta(1, 4, CANDIDATES) + popularity[chosen] * generator.random(
            CANDIDATES
        )
        pairs += [
            Pair(f"n{need:05}", f"e{expert:05}", min(float(value), 1.0))
            for expert, value in zip(chosen, values, strict=True)
        ]
    return (
        pairs,
        {f"n{each:05}": WANTED for each in range(needs)},
        {f"e{each:05}": capacity for each in range(experts)},
    )


def price_times(assignment: Assignment, pairs: list[Pair], count: int = 20) -> float:
    """Seconds for one override, the first one apart, which prepares the graph for all."""
    assignment.force(pairs[0].need_id, pairs[0].expert_id)
    asked = pairs[CANDIDATES :: max(1, len(pairs) // count)]
    begin = process_time()
    for each in asked:
        assignment.force(each.need_id, each.expert_id)
    return (process_time() - begin) / len(asked)


def greedy_total(pairs: list[Pair], wanted: dict[str, int], capacity: dict[str, int]) -> float:
    """The best pair that still has room, again and again."""
    wants, room, total = dict(wanted), dict(capacity), 0.0
    for each in sorted(pairs, key=lambda pair: -pair.utility):
        if wants[each.need_id] and room[each.expert_id]:
            wants[each.need_id] -= 1
            room[each.expert_id] -= 1
            total += each.utility
    return total


def first_total(pairs: list[Pair], wanted: dict[str, int], capacity: dict[str, int]) -> float:
    """Every need asks the first of its list; who has no room left cannot help."""
    room, total = dict(capacity), 0.0
    by_need: dict[str, list[Pair]] = {}
    for each in pairs:
        by_need.setdefault(each.need_id, []).append(each)
    for need_id, candidates in by_need.items():
        for each in sorted(candidates, key=lambda pair: -pair.utility)[: wanted[need_id]]:
            if room[each.expert_id]:
                room[each.expert_id] -= 1
                total += each.utility
    return total


if __name__ == "__main__":
    main()
