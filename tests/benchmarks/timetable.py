"""`python -m tests.benchmarks.timetable`: how long it takes to plan the talks of a workshop.

Synthetic wishes and matches, each case three times with other numbers, each time replanned after
one company and one professor have left in the third round. Seconds of processor time, one thread,
without the third of a second that importing SciPy's solver takes once. Prints Markdown.
"""

from __future__ import annotations

import argparse
import os
import platform
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import process_time

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np  # noqa: E402

from matcher.timetable import Day, Timetable, plan_talks  # noqa: E402

SEEDS = range(3)
WISHES, MATCHES = 5, 6
LEFT_IN = 2
HEADER = (
    "| companies × professors × rounds | case | cap | plan, s (worst) | replan, s (worst) | best"
    " | talks | without a talk | kept of standing |\n|---|---|---:|---:|---:|---:|---:|---:|---:|"
)

Values = dict[tuple[str, str], float]


@dataclass(frozen=True)
class Case:
    """What makes it hard: everybody likes everybody, or many are away, or pauses are wanted."""

    name: str
    is_dense: bool = False
    away: float = 0.0
    most_in_a_row: int | None = None


CASES = (
    Case("wishes and matches"),
    Case("wishes and matches, 10 % away", away=0.1),
    Case("wishes and matches, 30 % away", away=0.3),
    Case("wishes and matches, 3 in a row", most_in_a_row=3),
    Case("everybody with everybody", is_dense=True),
    Case("everybody with everybody, 10 % away", is_dense=True, away=0.1),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=("22x12x6", "60x40x8"))
    parser.add_argument("--caps", nargs="+", type=int, default=(5, 8))
    arguments = parser.parse_args()
    plan_talks({("c", "p"): 1.0}, {"c": 1}, {"p": 1}, Day(1))  # Imports the solver.
    print(
        f"Measured on {datetime.now(UTC).date()}, {platform.machine()}, {os.cpu_count()} CPUs,"
        f" Python {platform.python_version()}, one thread, load of the machine before"
        f" {os.getloadavg()[0]:.1f}.\n\n{HEADER}",
        flush=True,
    )
    for size in arguments.sizes:
        for case in CASES:
            for cap in arguments.caps:
                print(row(size, case, cap), flush=True)


def row(size: str, case: Case, cap: int) -> str:
    """One line of the table: the worst time of all, everything else added up."""
    times, later_times, plans, replans, standing = [], [], [], [], 0
    companies, professors, rounds = (int(each) for each in size.split("x"))
    for seed in SEEDS:
        values, day = make_case(companies, professors, rounds, case, seed)
        begin = process_time()
        plans.append(plan(values, day, companies, professors, cap))
        times.append(process_time() - begin)
        gone = frozenset(
            (name, number) for name in ("c00", "p00") for number in range(LEFT_IN, rounds)
        )
        later = replace(day, past=LEFT_IN, away=day.away | gone)
        standing += sum(
            each.round >= LEFT_IN and each.company_id != "c00" and each.professor_id != "p00"
            for each in plans[-1].talks
        )
        begin = process_time()
        replans.append(plan(values, later, companies, professors, cap, plans[-1]))
        later_times.append(process_time() - begin)
    people = companies + professors
    return (
        f"| {size.replace('x', ' × ')} | {case.name} | {cap} | {max(times):.2f}"
        f" | {max(later_times):.2f} | {sum(each.is_optimal for each in [*plans, *replans])} of"
        f" {len(plans) + len(replans)} | {sum(len(each.talks) for each in plans)}"
        f" | {sum(people - each.people for each in plans)}"
        f" | {sum(each.kept for each in replans)} of {standing} |"
    )


def plan(
    values: Values,
    day: Day,
    companies: int,
    professors: int,
    cap: int,
    before: Timetable | None = None,
) -> Timetable:
    """Everybody has the same cap."""
    return plan_talks(
        values,
        {f"c{each:02}": cap for each in range(companies)},
        {f"p{each:02}": cap for each in range(professors)},
        day,
        before.talks if before else (),
        seconds=120.0,
    )


def make_case(
    companies: int, professors: int, rounds: int, case: Case, seed: int
) -> tuple[Values, Day]:
    """Each person wishes for five others, each company has six matches, worth less than a wish."""
    generator = np.random.default_rng(seed)
    wished = np.zeros((companies, professors))
    for company in range(companies):
        wished[company, generator.choice(professors, WISHES, replace=False)] += 1
    for professor in range(professors):
        wished[generator.choice(companies, WISHES, replace=False), professor] += 1
    matched = np.zeros((companies, professors))
    for company in range(companies):
        matched[company, generator.choice(professors, MATCHES, replace=False)] = 0.5
    worth = wished + matched * generator.random((companies, professors))
    if case.is_dense:
        worth += generator.random((companies, professors))
    values = {
        (f"c{company:02}", f"p{professor:02}"): float(worth[company, professor])
        for company, professor in zip(*np.nonzero(worth), strict=True)
    }
    names = [
        *(f"c{each:02}" for each in range(companies)),
        *(f"p{n:02}" for n in range(professors)),
    ]
    away = generator.random((len(names), rounds)) < case.away
    return values, Day(
        rounds,
        away=frozenset((names[person], int(number)) for person, number in np.argwhere(away)),
        most_in_a_row=case.most_in_a_row,
    )


if __name__ == "__main__":
    main()
