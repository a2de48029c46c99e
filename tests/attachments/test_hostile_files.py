"""Files that want to do harm: each is refused in good order, and its reader keeps its bounds."""

import pytest

from tests.attachments.hostile import HOSTILE, INERT
from tests.attachments.measuring import Measurer
from webapp.reading_files.refusals import Refusal

MOST_BYTES, MOST_SECONDS = 200_000_000, 5.0
"""H1 and H2 of docs/security.md, counted by the system and not by a clock on the wall."""


@pytest.fixture(scope="module")
def measurer(tmp_path_factory):
    measurer = Measurer(tmp_path_factory.mktemp("hostile"))
    yield measurer
    measurer.close()


def run(measurer, task: str, content: bytes):
    done = measurer.run(task, content)
    assert done.peak_bytes <= MOST_BYTES
    assert done.seconds <= MOST_SECONDS + 0.2
    return done


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_within_bounds(measurer, name):
    build, reasons = HOSTILE[name]

    done = run(measurer, "check", build())

    assert Refusal(done.facts.get("refused", "nothing")) in reasons, done.facts


@pytest.mark.parametrize("name", INERT)
def test_a_strange_file_is_kept_and_read_within_bounds(measurer, name):
    build, words = INERT[name]
    content = build()

    assert "refused" not in run(measurer, "check", content).facts
    assert words in run(measurer, "read", content).facts["text"].strip()
    run(measurer, "clean", content)
