"""after handing in: what was promised to a company, what both sides wrote, what became of it"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promises",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "antwort", "freigabe", "suche", "zustimmung", "erstgespraech", "ergebnis",
                name="promisekind", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_promises_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index(op.f("ix_promises_challenge_id"), "promises", ["challenge_id"])
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("is_from_company", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_messages_says_something")),
        sa.CheckConstraint(
            "is_from_company = (answer_due_on IS NOT NULL)",
            name=op.f("ck_messages_questions_are_answered_by_a_day"),
        ),
        sa.CheckConstraint(
            "is_from_company OR answered_at IS NULL",
            name=op.f("ck_messages_only_questions_answered"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts.id"], name=op.f("fk_messages_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_messages_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_challenge_id"), "messages", ["challenge_id"])
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "laeuft", "genutzt", "weiteres_vorhaben", "nichts",
                name="followupresult", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=True,
        ),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "months IN (0, 3, 6, 12)", name=op.f("ck_follow_ups_at_the_end_or_months_later")
        ),
        sa.CheckConstraint(
            "satisfaction BETWEEN 1 AND 5", name=op.f("ck_follow_ups_satisfaction_has_five_steps")
        ),
        sa.CheckConstraint(
            "answered_at IS NOT NULL OR (result IS NULL AND satisfaction IS NULL)",
            name=op.f("ck_follow_ups_says_nothing_before_it_is_answered"),
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_follow_ups_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint(
            "challenge_id", "months", name=op.f("uq_follow_ups_challenge_id_months")
        ),
    )
    op.create_index(op.f("ix_follow_ups_challenge_id"), "follow_ups", ["challenge_id"])


def downgrade() -> None:
    op.drop_table("follow_ups")
    op.drop_table("messages")
    op.drop_table("promises")
