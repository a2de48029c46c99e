"""Runs of the Abgleich made by hand, so that a test says what was proposed."""

from sqlalchemy import select

from models import Aspect, Band, Competence, Evidence, Match, MatchOrigin, MatchRun


def run_with(database, clock, challenge, *profiles, probability=None, pairs=(), **facts):
    """A run with one aspect in the title, two in the text, and a proposal per profile."""
    text = f"{challenge.title}\n{challenge.description}"
    spans = [(0, len(challenge.title))]
    for sentence in challenge.description.split(". "):
        start = text.index(sentence)
        spans.append((start, start + len(sentence)))
    with database.writing() as session:
        run = MatchRun(
            challenge_id=challenge.id, started_at=clock(), finished_at=clock(),
            text_version=challenge.text_version, model={}, profile_versions={},
            **{"is_degraded": False, "is_abstention": False, **facts},
        )  # fmt: skip
        run.aspects = [
            Aspect(position=at, text=text[start:end], start_at=start, end_at=end, salience=0.9)
            for at, (start, end) in enumerate(spans)
        ]
        for rank, profile in enumerate(profiles, start=1):
            competence = session.scalars(
                select(Competence).where(Competence.profile_id == profile.id)
            ).first()
            match = Match(
                run=run, profile_id=profile.id, origin=MatchOrigin.PROPOSED, rank=rank,
                score=1 / rank, probability=probability, band=Band.MEDIUM, created_at=clock(),
            )  # fmt: skip
            match.evidence.append(
                Evidence(
                    aspect=run.aspects[1], competence=competence, statement=competence.text,
                    words=["spröde"], pairs=list(pairs), strength=0.5,
                )
            )  # fmt: skip
        session.add(run)
        session.flush()
        return run.id
