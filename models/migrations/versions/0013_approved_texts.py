"""decided Kurzfassungen keep their words, and whoever was asked is asked again with newer ones"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

DECIDED = "IN ('freigegeben', 'abgelehnt')"
REFUSES = "'a decided Kurzfassung keeps its words'"


def _changes(columns: list[str], differs: str) -> str:
    return "(" + " OR ".join(f"NEW.{each} {differs} OLD.{each}" for each in columns) + ")"


def _condition(differs: str) -> str:
    # What is decided stays as it is, and nothing changes in the moment of deciding.
    kept = _changes(["text", "text_version", "version", "challenge_id", "state"], differs)
    words = _changes(["text", "text_version"], differs)
    return f"(OLD.state {DECIDED} AND {kept}) OR (NEW.state {DECIDED} AND {words})"


REFUSAL = {
    "sqlite": [
        "CREATE TRIGGER teasers_keep_words BEFORE UPDATE ON teasers"
        f" WHEN {_condition('IS NOT')} BEGIN SELECT RAISE(ABORT, {REFUSES}); END",
    ],
    "postgresql": [
        "CREATE FUNCTION teasers_keep_words() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION {REFUSES} USING ERRCODE = 'check_violation'; END $$",
        "CREATE TRIGGER teasers_keep_words BEFORE UPDATE ON teasers FOR EACH ROW"
        f" WHEN ({_condition('IS DISTINCT FROM')}) EXECUTE FUNCTION teasers_keep_words()",
    ],
}
CONSENT = {
    "sqlite": ["DROP TRIGGER teasers_keep_words"],
    "postgresql": [
        "DROP TRIGGER teasers_keep_words ON teasers",
        "DROP FUNCTION teasers_keep_words()",
    ],
}


def upgrade() -> None:
    op.add_column("introductions", sa.Column("renewed_at", sa.DateTime(timezone=True)))
    for statement in REFUSAL[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in CONSENT[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_column("introductions", "renewed_at")
