"""Good files, bent at random places: whoever reads them answers or ends, and nothing hangs."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

FILES = 200_000 if os.environ.get("HYPOTHESIS_PROFILE") == "verify" else 200
PORTIONS = os.cpu_count() or 1
MOST_SECONDS, MOST_BYTES = 5.2, 200_000_000


@pytest.mark.sized
@pytest.mark.timeout(4 * 3600)
def test_bent_files_end_no_reader_and_hang_none():
    step = FILES // PORTIONS
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.attachments.fuzzing", str(first), str(first + step)],
            cwd=ROOT, stdout=subprocess.PIPE,
        )
        for first in range(0, step * PORTIONS, step)
    ]  # fmt: skip

    for process in processes:
        said = json.loads(process.communicate()[0])
        assert not [each for each in said["outcomes"] if each.startswith("ended")], said
        assert said["longest"] <= MOST_SECONDS
        assert said["largest"] <= MOST_BYTES
        assert said["outcomes"]["accepted"] > step / 10, "not everything is refused unread"
        assert len(said["outcomes"]) > 2
