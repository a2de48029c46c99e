"""eight reasons to decline, who would fit better, and what somebody takes on"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None

REASON = "ck_introductions_declinereason"
FEW_REASONS = "decline_reason IN ('keine_zeit', 'anderes_thema', 'interessenkonflikt', 'sonstiges')"
REASONS = (
    "decline_reason IN ('keine_kapazitaet', 'falsches_fach', 'zu_frueh', 'bedarf_unklar',"
    " 'kein_forschungsinteresse', 'interessenkonflikt', 'format_passt_nicht', 'sonstiges')"
)
RENAMED = {"keine_zeit": "keine_kapazitaet", "anderes_thema": "falsches_fach"}
"""What a reason was called before."""
NEW = ("zu_frueh", "bedarf_unklar", "kein_forschungsinteresse", "format_passt_nicht")

FEW_FORMATS = (
    "format IN ('abschlussarbeit', 'fue_projekt', 'beratung', 'weiterbildung', 'gutachten',"
    " 'laboranalytik')"
)
FORMATS = (
    "format IN ('telefonat', 'laboranalytik', 'abschlussarbeit', 'gutschein', 'beratung',"
    " 'gutachten', 'fue_projekt', 'weiterbildung')"
)


def upgrade() -> None:
    with _mails_kept():
        _upgrade_introductions()
    # With the column, because SQLite would have to copy the table, to which much refers.
    op.execute(
        "ALTER TABLE profiles ADD COLUMN semester_limit INTEGER"
        " CONSTRAINT ck_profiles_semester_limit_positive"
        " CHECK (semester_limit IS NULL OR semester_limit > 0)"
    )
    _replace_formats(FORMATS)
    words = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column(
        "profiles", sa.Column("unwanted_topics", words, server_default="[]", nullable=False)
    )
    op.create_table(
        "topic_barriers",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_topic_barriers_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_topic_barriers_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("profile_id", "challenge_id", name=op.f("pk_topic_barriers")),
    )
    op.create_index(op.f("ix_topic_barriers_challenge_id"), "topic_barriers", ["challenge_id"])


def downgrade() -> None:
    op.drop_table("topic_barriers")
    op.drop_column("profiles", "unwanted_topics")
    op.execute("DELETE FROM profile_formats WHERE format IN ('telefonat', 'gutschein')")
    _replace_formats(FEW_FORMATS)
    op.execute("ALTER TABLE profiles DROP COLUMN semester_limit")
    with _mails_kept():
        _downgrade_introductions()


def _upgrade_introductions() -> None:
    _replace_reasons(RENAMED, REASONS)
    with op.batch_alter_table("introductions") as batch_op:
        batch_op.add_column(sa.Column("suggested_profile_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_introductions_suggested_profile_id"),
            "profiles",
            ["suggested_profile_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_check_constraint(
            op.f("ck_introductions_suggests_when_declining"),
            "suggested_profile_id IS NULL OR state = 'abgelehnt'",
        )


def _downgrade_introductions() -> None:
    with op.batch_alter_table("introductions") as batch_op:
        batch_op.drop_constraint(op.f("ck_introductions_suggests_when_declining"), type_="check")
        batch_op.drop_constraint(op.f("fk_introductions_suggested_profile_id"), type_="foreignkey")
        batch_op.drop_column("suggested_profile_id")
    back = {new: old for old, new in RENAMED.items()} | dict.fromkeys(NEW, "sonstiges")
    _replace_reasons(back, FEW_REASONS)


@contextmanager
def _mails_kept() -> Iterator[None]:
    """SQLite copies a table to change it and drops the old one, and with it what refers to it."""
    if op.get_bind().dialect.name != "sqlite":
        yield
        return
    op.execute(
        "CREATE TEMPORARY TABLE kept_mails AS"
        " SELECT id, introduction_id FROM outgoing_mails WHERE introduction_id IS NOT NULL"
    )
    op.execute("UPDATE outgoing_mails SET introduction_id = NULL")
    yield
    op.execute(
        "UPDATE outgoing_mails SET introduction_id ="
        " (SELECT introduction_id FROM kept_mails WHERE kept_mails.id = outgoing_mails.id)"
    )
    op.execute("DROP TABLE kept_mails")


def _replace_formats(known: str) -> None:
    with op.batch_alter_table("profile_formats") as batch_op:
        batch_op.drop_constraint(op.f("ck_profile_formats_cooperationformat"), type_="check")
        batch_op.create_check_constraint(op.f("ck_profile_formats_cooperationformat"), known)


def _replace_reasons(words: dict[str, str], known: str) -> None:
    with op.batch_alter_table("introductions") as batch_op:
        batch_op.drop_constraint(op.f(REASON), type_="check")
    for before, after in words.items():
        op.execute(
            f"UPDATE introductions SET decline_reason = '{after}'"  # noqa: S608
            f" WHERE decline_reason = '{before}'"
        )
    with op.batch_alter_table("introductions") as batch_op:
        batch_op.create_check_constraint(op.f(REASON), known)
