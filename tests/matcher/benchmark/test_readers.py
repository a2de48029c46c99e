import pytest

from matcher.benchmark.readers import (
    read_questions_to_paragraphs,
    read_questions_to_sentences,
    read_similar_sentences,
    translations,
)
from matcher.benchmark.reviewers import read_gold_standard
from matcher.datasets import DatasetError

READERS = {
    "stsb": read_similar_sentences,
    "xquad": read_questions_to_paragraphs,
    "lareqa": read_questions_to_sentences,
    "gemet": translations("GEMET terms", "gemet_heldout.tsv"),
    "reviewers": lambda folder: [read_gold_standard(folder)],
}


def test_similar_sentences_keep_their_commas_and_grades(folder):
    german, english = read_similar_sentences(folder)

    assert (german.name, german.measure, german.queries.lang) == ("STSb de", "Spearman", "de")
    assert german.queries.texts[1] == "Ein Hund, der bellt."
    assert german.documents.texts[1] == "Ein Hund bellt."
    assert german.goal.tolist() == [5.0, 4.0, 0.5]
    assert english.documents.lang == "en"


def test_questions_know_their_paragraph_in_either_language(folder):
    tasks = {task.name: task for task in read_questions_to_paragraphs(folder)}

    assert list(tasks) == ["XQuAD de-de", "XQuAD en-de", "XQuAD de-en"]
    crossed = tasks["XQuAD en-de"]
    assert crossed.queries.texts == ("What do pumps move?", "Where does lime settle?")
    assert crossed.documents.texts == ("Kalk setzt sich im Kühlturm ab.", "Pumpen fördern Wasser.")
    assert crossed.goal.tolist() == [1, 0]
    assert crossed.aims == (("dense", 0.8),)
    assert tasks["XQuAD de-de"].aims == (("dense", 0.83), ("fused", 0.94))


def test_questions_of_one_article_stay_together(folder):
    path = folder / "xquad" / "xquad_paragraphs.jsonl"
    path.write_text(path.read_text("utf-8").replace("1-0", "0-1"), encoding="utf-8")
    asked = folder / "xquad" / "xquad_questions.jsonl"
    same_article = asked.read_text("utf-8").replace("1-0", "0-1")

    apart = next(read_questions_to_sentences(folder)).groups
    asked.write_text(same_article, encoding="utf-8")
    together = next(read_questions_to_paragraphs(folder)).groups

    assert apart.tolist() == [0, 1]
    assert together.tolist() == [0, 0]


def test_the_right_sentence_is_that_of_the_language_that_is_read(folder):
    path = folder / "lareqa_xquad_r" / "questions_en.jsonl"
    path.write_text(path.read_text("utf-8").replace("1-0-0", "0-0-0"), encoding="utf-8")

    tasks = {task.name: task for task in read_questions_to_sentences(folder)}

    assert tasks["LAReQA en-de"].goal.tolist() == [1, 0]
    assert tasks["LAReQA de-en"].goal.tolist() == [0, 0]
    assert tasks["LAReQA en-de"].queries.texts[0] == "What do pumps move?"


def test_terms_stand_in_line_with_their_translations(folder):
    (task,) = READERS["gemet"](folder)

    assert task.queries.texts == ("Pumpe", "Kühlturm", "Asche")
    assert task.documents.texts == ("pump", "cooling tower", "ash")
    assert task.goal.tolist() == [0, 1, 2]


def test_reviewers_have_graded_papers_and_own_ones(folder):
    gold = read_gold_standard(folder)

    assert gold.submissions.texts == ("Pumps. Efficiency of pumps.", "Ash.")
    assert gold.papers.texts == (
        "Better pumps. Pumps and motors.",
        "Cooling towers. Lime in towers.",
    )
    assert gold.reviewers[1].grades.tolist() == [4, 5]
    assert gold.reviewers[2].own.tolist() == [1]


@pytest.mark.parametrize(
    ("reader", "file", "line", "broken", "said"),
    [
        ("stsb", "stsb_de_en/stsb-de-test.csv", 2, "nur ein Satz,3.0", "not enough values"),
        ("stsb", "stsb_de_en/stsb-en-test.csv", 3, "a,b,viel", "could not convert"),
        ("xquad", "xquad/xquad_paragraphs.jsonl", 1, '{"pid": "0-0"}', "'de'"),
        ("xquad", "xquad/xquad_paragraphs.jsonl", 2, '{"pid": "1-0", "de": 7}', "must be a text"),
        ("xquad", "xquad/xquad_questions.jsonl", 2, '{"qid": "b"', "Expecting"),
        (
            "xquad",
            "xquad/xquad_questions.jsonl",
            1,
            '{"qid": "a", "pid": "9-9", "de": "x", "en": "x"}',
            "'9-9'",
        ),
        (
            "lareqa",
            "lareqa_xquad_r/questions_en.jsonl",
            2,
            '{"qid": "z", "text": "x", "gold_sid": "0-0-0"}',
            "'z'",
        ),
        ("gemet", "gemet_heldout.tsv", 3, "Asche", "tab between them"),
        ("gemet", "gemet_heldout.tsv", 1, "Pumpe\t ", "tab between them"),
        ("reviewers", "reviewer_gold/papers.jsonl", 2, '{"pid": "p2", "title": 3}', "texts"),
        (
            "reviewers",
            "reviewer_gold/evaluations.jsonl",
            2,
            '{"evals": [["p9", 3]], "profile_papers": ["p1"]}',
            "'p9'",
        ),
        (
            "reviewers",
            "reviewer_gold/evaluations.jsonl",
            3,
            '{"evals": [["p1", 3]], "profile_papers": []}',
            "own papers",
        ),
    ],
)
def test_a_broken_line_is_named_with_its_file(folder, reader, file, line, broken, said):
    path = folder / file
    lines = path.read_text("utf-8").splitlines()
    lines[line - 1] = broken
    path.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(DatasetError, match=rf"{path.name}, line {line}: .*{said}"):
        list(READERS[reader](folder))


@pytest.mark.parametrize(
    ("reader", "file"),
    [
        ("stsb", "stsb_de_en/stsb-de-test.csv"),
        ("xquad", "xquad/xquad_questions.jsonl"),
        ("lareqa", "lareqa_xquad_r/sentences_en.jsonl"),
        ("gemet", "gemet_heldout.tsv"),
        ("reviewers", "reviewer_gold/evaluations.jsonl"),
    ],
)
def test_a_missing_or_empty_file_is_named(folder, reader, file):
    path = folder / file

    path.write_text("\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=f"{path.name} is empty"):
        list(READERS[reader](folder))

    path.unlink()
    with pytest.raises(DatasetError, match=f"{path.name} cannot be read"):
        list(READERS[reader](folder))
