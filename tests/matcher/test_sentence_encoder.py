"""Models by name or path: safe to load, asked in the words they were trained with."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from matcher import EncoderUnavailable, Matcher, load_encoder
from tests.matcher.factories import make_expert

WORDS = ("[UNK]", "pumpe", "akustik", "query", "passage", ":")
PROMPTS = {"query": "query: ", "document": "passage: "}


@pytest.fixture
def save(tmp_path):
    """Saves a model that adds up one direction per word, so that its prompts can be seen."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    def write(name: str, prompts: dict[str, str] | None = None) -> Path:
        vocabulary = {word: place for place, word in enumerate(WORDS)}
        tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
        tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
        weights = np.eye(len(WORDS), dtype=np.float32)
        static = StaticEmbedding(tokenizer, embedding_weights=weights)
        model = SentenceTransformer(modules=[static], device="cpu", prompts=prompts)
        model.save(str(tmp_path / name))
        return tmp_path / name

    return write


class Trap:
    """A pickle that leaves a file behind when it is opened."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self):
        return (Path.touch, (self.trace,))


def words_in(vector) -> set[str]:
    return {word for word, weight in zip(WORDS, vector, strict=True) if weight > 0}


def test_a_model_from_a_folder_encodes_and_ranks(save):
    folder = save("tiny")

    encoder = load_encoder(folder)
    vectors = encoder.encode(["pumpe", "akustik akustik", ""], "need")

    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 0], abs=1e-5)
    matcher = Matcher([make_expert("a", "Pumpen")], str(folder))
    assert matcher.describe().model_sha256 == encoder.sha256 == load_encoder(folder).sha256


@pytest.mark.parametrize(
    ("name", "prompts", "need", "statement"),
    [
        ("tiny", None, {"pumpe"}, {"pumpe"}),
        ("tiny", PROMPTS, {"query", ":", "pumpe"}, {"passage", ":", "pumpe"}),
        ("multilingual-e5-small", None, {"query", ":", "pumpe"}, {"passage", ":", "pumpe"}),
        ("e5-base-v2", {"query": "akustik "}, {"akustik", "pumpe"}, {"pumpe"}),
        ("multilingual-e5-large-instruct", None, {"pumpe"}, {"pumpe"}),
    ],
)
def test_a_model_is_asked_with_its_own_prompts_or_those_of_its_family(
    save, name, prompts, need, statement
):
    encoder = load_encoder(save(name, prompts))

    assert words_in(encoder.encode(["pumpe"], "need")[0]) == need
    assert words_in(encoder.encode(["pumpe"], "statement")[0]) == statement


def test_a_prompt_is_put_in_front_once(save):
    own, family = load_encoder(save("tiny", PROMPTS)), load_encoder(save("e5-small", PROMPTS))

    for role in ("need", "statement"):
        np.testing.assert_array_equal(own.encode(["pumpe"], role), family.encode(["pumpe"], role))


def test_whatever_changes_the_vectors_makes_it_another_model(save):
    folders = [save("a"), save("b", PROMPTS), save("e5-small")]
    changed = save("c")
    weights = bytearray((changed / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (changed / "model.safetensors").write_bytes(weights)

    models = {load_encoder(each).sha256 for each in (*folders, changed)}

    assert len(models) == 4


def test_pickled_weights_are_refused_unopened(save, tmp_path):
    folder, trace = save("tiny"), tmp_path / "trace"
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Trap(trace)))

    with pytest.raises(EncoderUnavailable, match=r"pytorch_model\.bin, a pickle"):
        load_encoder(folder)

    assert not trace.exists()


def test_a_pickle_beside_safe_weights_stays_closed(save, tmp_path):
    folder, trace = save("tiny"), tmp_path / "trace"
    for name in ("pytorch_model.bin", "adapter_model.bin", "training_args.bin"):
        (folder / name).write_bytes(pickle.dumps(Trap(trace)))

    assert load_encoder(folder).encode(["pumpe"], "need").any()
    assert not trace.exists()


@pytest.mark.parametrize("left", [0, 100])
def test_truncated_weights_are_one_clear_error(save, left):
    folder = save("tiny")
    weights = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(weights[:left])

    with pytest.raises(EncoderUnavailable, match=r"tiny' cannot be loaded"):
        load_encoder(folder)


def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(EncoderUnavailable, match="no model in the folder"):
        load_encoder(tmp_path)


def test_a_name_that_is_nowhere_on_this_machine_is_one_clear_error():
    with pytest.raises(EncoderUnavailable, match=r"no/such-model.*downloading is not allowed"):
        load_encoder("no/such-model")


def test_a_missing_library_is_named_with_what_brings_it(tmp_path, monkeypatch):
    monkeypatch.setattr("matcher.sentence_encoder.find_spec", lambda _: None)

    with pytest.raises(EncoderUnavailable, match=r"install \"ecotechub\[models\]\""):
        load_encoder(tmp_path)


def test_a_model_that_runs_out_of_memory_is_unavailable(save, monkeypatch):
    encoder = load_encoder(save("tiny"))

    def fail(*_, **__):
        raise MemoryError("cannot allocate 3 GiB")

    monkeypatch.setattr(encoder._model, "encode_query", fail)

    with pytest.raises(EncoderUnavailable, match="failed to encode"):
        encoder.encode(["pumpe"], "need")
