"""Measures how long a professor takes from signing in to a published profile, at a person's pace.

Run `python -m tests.browser.two_minutes`; it takes as long as the professor does.
"""

import os
import subprocess
import sys

TEST = "tests/browser/test_professor_publishes.py::test_a_professor_publishes_from_a_pasted_page"


def main() -> int:
    """Run the journey slowly and show what it says of itself."""
    command = [sys.executable, "-m", "pytest", TEST, "-s", "-q", "-p", "no:randomly"]
    result = subprocess.run(
        command, env={**os.environ, "HANDS": "human"}, capture_output=True, text=True
    )
    said = [line for line in result.stdout.splitlines() if line.startswith("published after")]
    sys.stdout.write("\n".join(said or [result.stdout[-2_000:]]) + "\n")
    return result.returncode


if __name__ == "__main__":
    raise SystemExit(main())
