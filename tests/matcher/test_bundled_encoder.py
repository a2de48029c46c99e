import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from matcher import EncoderUnavailable, Matcher, Need
from matcher.bundled_encoder import BundledEncoder
from matcher.encoder import TEXT_VERSION
from tests.matcher.factories import make_expert

TINY = Path(__file__).parent / "tiny_model"


@pytest.fixture
def encoder():
    return BundledEncoder(TINY)


@pytest.fixture
def copied(tmp_path):
    return Path(shutil.copytree(TINY, tmp_path / "model"))


def test_every_text_becomes_a_vector_of_length_one(encoder):
    vectors = encoder.encode(["Weißer Belag in den Rohren", "Wer hilft?"], "need")

    assert vectors.shape == (2, 36)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_without_words_becomes_zeros(encoder):
    assert not encoder.encode(["", " \n", "字"], "need").any()
    assert encoder.encode([], "need").shape == (0, 36)


def test_both_spellings_of_umlauts_and_sharp_s_are_the_same_text(encoder):
    left, right = encoder.encode(["Weißer Kühlturm", "WEISSER KUEHLTURM"], "statement")

    np.testing.assert_array_equal(left, right)


def test_texts_beside_it_change_nothing(encoder):
    texts = ["Kalk am Kühlturm", "white scale", "Weißer Belag in den Rohren. Wer hilft?" * 20]

    together = encoder.encode(texts, "need")
    alone = np.vstack([encoder.encode([text], "need") for text in texts])

    np.testing.assert_array_equal(together, alone)


def test_the_same_text_has_the_vectors_of_this_text_version(encoder):
    """If this fails without new weights, raise TEXT_VERSION: stored vectors are outdated."""
    texts = ["Weißer\u200b Belag &amp; Kalk in den Rohren", "<b>\uff22elag</b>\tim Kühlturm"]

    vectors = encoder.encode(texts, "statement")

    assert TEXT_VERSION == "1"
    expected = [[-0.0857, 0.3472, 0.0596, 0.3507], [-0.1753, 0.1880, 0.0801, -0.1504]]
    np.testing.assert_allclose(vectors[:, [0, 1, 2, -1]], expected, atol=1e-3)


def test_a_text_of_a_hundred_thousand_words_is_cut(encoder):
    assert encoder.encode(["Belag " * 100_000], "need").any()


def test_a_matcher_ranks_with_it(encoder):
    matcher = Matcher([make_expert("a", "Kalk am Kühlturm"), make_expert("b", "scale")], encoder)

    result = matcher.propose(Need("n", "Belag", "Weißer Belag in den Rohren."))

    assert len(result.proposals) == 2
    assert result.fingerprint.model == "ecotechub-de-en"
    assert not result.degraded


@pytest.mark.parametrize("name", json.loads((TINY / "manifest.json").read_text())["files"])
def test_a_changed_file_is_refused(copied, name):
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)

    with pytest.raises(EncoderUnavailable, match=f"{name} is damaged or was changed"):
        BundledEncoder(copied)


def test_a_truncated_file_is_refused(copied):
    content = (copied / "body.onnx").read_bytes()
    (copied / "body.onnx").write_bytes(content[: len(content) // 2])

    with pytest.raises(EncoderUnavailable, match="damaged"):
        BundledEncoder(copied)


def test_a_missing_file_or_folder_is_named(copied):
    (copied / "static.npy").unlink()

    with pytest.raises(EncoderUnavailable, match=r"static\.npy cannot be read"):
        BundledEncoder(copied)
    with pytest.raises(EncoderUnavailable, match=r"manifest\.json is missing"):
        BundledEncoder(copied / "elsewhere")


@pytest.mark.parametrize("part", ["_tokenizer", "_session", "_static"])
def test_whichever_part_fails_it_is_the_model_that_failed(encoder, monkeypatch, part):
    monkeypatch.setattr(encoder, part, None)

    with pytest.raises(EncoderUnavailable, match="failed to encode"):
        encoder.encode(["Belag"], "need")


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"format": 1, "files": {}}'])
def test_a_damaged_manifest_is_refused(copied, manifest):
    (copied / "manifest.json").write_text(manifest)

    with pytest.raises(EncoderUnavailable):
        BundledEncoder(copied)


def test_the_run_time_loads_no_torch():
    code = (
        "import sys; from pathlib import Path; from matcher.bundled_encoder import BundledEncoder; "
        f"BundledEncoder(Path({str(TINY)!r})).encode(['Belag'], 'need'); "
        "sys.exit(any(name in sys.modules for name in ('torch', 'transformers')))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
