"""Experts in one line."""

from matcher import Expert, Statement


def make_expert(expert_id: str, *texts: str, heading: str = "", summary: str = "") -> Expert:
    statements = tuple(
        Statement(f"{expert_id}/{number}", text, lang="de")
        for number, text in enumerate(texts, start=1)
    )
    return Expert(expert_id, statements, heading, summary)
