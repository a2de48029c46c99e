import json

import numpy as np
import pytest
import torch

from matcher.training.bilingual.contrastive import contrast
from matcher.training.bilingual.distillation import DistillationData, distillation_loss
from matcher.training.bilingual.loop import Stage, train
from matcher.training.bilingual.sources import ParallelPair
from matcher.training.bilingual.static import StaticStudent
from matcher.training.bilingual.vocabulary import Alignment
from tests.matcher.training.tiny import tiny_student, tiny_tokenizer

PAIRS = [ParallelPair("gemet", "weisser belag", "white scale"), ParallelPair("x", "kalk", "scale")]


class Stopped(Exception):
    pass


def make_data(student):
    vectors = np.eye(2, 32, dtype=np.float16)
    return DistillationData(PAIRS * 20, np.tile(vectors, (20, 1)), student.tokenizer)


def distil(student, folder, *, steps=12, stop_at=None):
    data = make_data(student)

    def batches(first):
        for number, batch in enumerate(data.batches(first, seed=1), first):
            if number == stop_at:
                raise Stopped
            yield batch

    stage = Stage("table", steps, table_rate=1e-2, body_rate=1e-3, save_minutes=0)
    train(student, stage, batches, lambda batch: distillation_loss(student, batch), folder)


def test_distillation_moves_texts_to_the_teachers_vectors(tmp_path):
    student, goal = tiny_student(), np.eye(2, 32)
    before = (student.encode([pair.de for pair in PAIRS]) * goal).sum()

    distil(student, tmp_path, steps=40)

    assert (student.encode([pair.de for pair in PAIRS]) * goal).sum() > before + 0.5


def test_a_stopped_run_goes_on_where_it_was(tmp_path):
    with pytest.raises(Stopped):
        distil(tiny_student(), tmp_path, stop_at=5)
    assert json.loads((tmp_path / "table.json").read_text())["step"] == 5

    student = tiny_student()
    distil(student, tmp_path)
    finished = student.encode(["kalk"])
    distil(student, tmp_path)

    assert json.loads((tmp_path / "table.json").read_text())["step"] == 12
    np.testing.assert_array_equal(student.encode(["kalk"]), finished)


def test_the_same_seed_gives_the_same_model(tmp_path):
    vectors = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        student = tiny_student()
        distil(student, tmp_path / name)
        vectors.append(student.encode(["weisser belag"]))

    np.testing.assert_array_equal(*vectors)


def test_averaged_weights_lie_between_those_they_come_from(tmp_path):
    student = tiny_student()
    student.save(tmp_path / "first")
    before = student.table.detach().clone()
    distil(student, tmp_path, steps=5)
    student.save(tmp_path / "last")
    after = student.table.detach().clone()

    student.load_mean({tmp_path / "first": 0.25, tmp_path / "last": 0.75})

    torch.testing.assert_close(student.table.detach(), 0.25 * before + 0.75 * after)
    assert not torch.equal(before, after)


def test_texts_of_one_topic_are_not_held_against_each_other():
    left = torch.tensor([[1.0, 0.0], [1.0, 0.0]])

    assert contrast(left, left, ["a", "a"], 20.0) < 0.01
    assert contrast(left, left, ["a", "b"], 20.0) > 0.6


def test_a_piece_starts_as_the_mixture_of_its_translations():
    alignment = Alignment(
        pieces=np.array([0, 0]),
        english=np.array([1, 2]),
        probabilities=np.array([0.75, 0.25], np.float32),
        same=np.array([-1, -1]),
    )
    rows = np.array([[9, 9], [4, 0], [0, 4]], np.float32)

    np.testing.assert_allclose(alignment.mixed(rows), [[3, 1], [0, 0]])


def test_a_static_vector_is_the_direction_of_a_sum():
    tokenizer = tiny_tokenizer()
    table = np.zeros((tokenizer.get_vocab_size(), 2), np.float32)
    table[tokenizer.token_to_id("kalk")] = [3, 0]
    table[tokenizer.token_to_id("belag")] = [0, 4]

    vectors = StaticStudent(table, tokenizer).encode(["Kalk Belag"])

    np.testing.assert_allclose(vectors, [[0.6, 0.8]], atol=1e-6)


def test_the_exported_model_gives_the_trained_vectors(tmp_path):
    pytest.importorskip("onnx")
    from matcher.bundled_encoder import BundledEncoder
    from tests.matcher.training.tiny import export_tiny

    student, static = export_tiny(tmp_path)
    texts = ["Weißer Belag in den Rohren", "white scale", "Kalk am Kühlturm. Wer hilft?"]
    vectors = BundledEncoder(tmp_path).encode(texts, "need")

    expected = StaticStudent(static, student.tokenizer).encode(texts)
    np.testing.assert_allclose(vectors[:, 32:], 0.5 * expected, atol=0.01)
    cosines = (vectors[:, :32] * student.encode(texts)).sum(axis=1) / np.sqrt(0.75)
    assert cosines.min() > 0.995


def test_the_exported_folder_loads_as_a_sentence_transformer(tmp_path):
    pytest.importorskip("onnx")
    from sentence_transformers import SentenceTransformer

    from matcher.training.bilingual.export import export_sentence_transformer

    student = tiny_student()
    export_sentence_transformer(student, tmp_path / "model")
    texts = ["Weißer Belag in den Rohren", "white scale"]

    vectors = SentenceTransformer(str(tmp_path / "model"), device="cpu").encode(texts)

    cosines = (vectors * student.encode(texts)).sum(axis=1)
    np.testing.assert_allclose(cosines, 1, atol=0.01)
