"""topics of needs that nobody answers, their history, and what is published of them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
KINDS = "kind IN ('abgleich', 'sprachmodell', 'datei', 'gespraeche', 'themen')"
WITH_TOPICS = KINDS.replace(")", ", 'themenluecken')")


def upgrade() -> None:
    op.create_table(
        "topic_gap_freezes",
        sa.Column("half_year", sa.String(length=6), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("half_year", name=op.f("pk_topic_gap_freezes")),
    )
    op.create_table(
        "topic_gap_readings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vocabulary", sa.String(length=40), nullable=False),
        sa.Column("model_sha256", sa.String(length=64), nullable=True),
        sa.Column("is_degraded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_gap_readings")),
    )
    op.create_table(
        "topic_gaps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_gaps")),
    )
    op.create_table(
        "topic_gap_editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic_gap_id", sa.Uuid(), nullable=True),
        sa.Column("half_year", sa.String(length=6), nullable=False),
        sa.Column("vocabulary", sa.String(length=40), nullable=False),
        sa.Column("themes", JSON, nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["half_year"],
            ["topic_gap_freezes.half_year"],
            name=op.f("fk_topic_gap_editions_half_year"),
        ),
        sa.ForeignKeyConstraint(
            ["topic_gap_id"],
            ["topic_gaps.id"],
            name=op.f("fk_topic_gap_editions_topic_gap_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_gap_editions")),
        sa.UniqueConstraint(
            "topic_gap_id", "half_year", name=op.f("uq_topic_gap_editions_topic_gap_id_half_year")
        ),
    )
    op.create_index(op.f("ix_topic_gap_editions_half_year"), "topic_gap_editions", ["half_year"])
    op.create_table(
        "topic_gap_entries",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("topic_gap_id", sa.Uuid(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "benannt",
                "vermerkt",
                "verknuepft",
                "zurueckgestellt",
                "wieder_aufgenommen",
                "aufgegriffen",
                name="topicgapstep",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("gap_id", sa.Uuid(), nullable=True),
        sa.Column("university_id", sa.Uuid(), nullable=True),
        sa.Column("taken_up_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(step = 'aufgegriffen') = (taken_up_on IS NOT NULL)",
            name=op.f("ck_topic_gap_entries_taken_up_on_a_day"),
        ),
        sa.CheckConstraint(
            "(step IN ('benannt', 'vermerkt')) = (text <> '')",
            name=op.f("ck_topic_gap_entries_text_if_named_or_noted"),
        ),
        sa.ForeignKeyConstraint(
            ["gap_id"], ["gaps.id"], name=op.f("fk_topic_gap_entries_gap_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["accounts.id"],
            name=op.f("fk_topic_gap_entries_made_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["topic_gap_id"],
            ["topic_gaps.id"],
            name=op.f("fk_topic_gap_entries_topic_gap_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["university_id"], ["universities.id"], name=op.f("fk_topic_gap_entries_university_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_topic_gap_entries")),
    )
    op.create_index(op.f("ix_topic_gap_entries_gap_id"), "topic_gap_entries", ["gap_id"])
    op.create_index(op.f("ix_topic_gap_entries_made_by_id"), "topic_gap_entries", ["made_by_id"])
    op.create_index(
        op.f("ix_topic_gap_entries_topic_gap_id"), "topic_gap_entries", ["topic_gap_id"]
    )
    op.create_index(
        op.f("ix_topic_gap_entries_university_id"), "topic_gap_entries", ["university_id"]
    )
    op.create_table(
        "topic_gap_counted",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_topic_gap_counted_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["topic_gap_editions.id"],
            name=op.f("fk_topic_gap_counted_edition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("challenge_id", name=op.f("pk_topic_gap_counted")),
    )
    op.create_index(op.f("ix_topic_gap_counted_edition_id"), "topic_gap_counted", ["edition_id"])
    op.create_table(
        "topic_gap_grounds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_number", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=True),
        sa.Column("is_known_to_all", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_topic_gap_grounds_challenge_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["entry_number"],
            ["topic_gap_entries.number"],
            name=op.f("fk_topic_gap_grounds_entry_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_gap_grounds")),
    )
    op.create_index(
        op.f("ix_topic_gap_grounds_challenge_id"), "topic_gap_grounds", ["challenge_id"]
    )
    op.create_index(
        op.f("ix_topic_gap_grounds_entry_number"), "topic_gap_grounds", ["entry_number"]
    )
    op.create_table(
        "topic_gap_needs",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("topic_gap_id", sa.Uuid(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "thema_fehlt",
                "kein_vorschlag",
                name="unansweredcause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("likeness", sa.Double(), nullable=False),
        sa.Column("spans", JSON, nullable=False),
        sa.Column("text_version", sa.String(length=64), nullable=False),
        sa.Column("is_known_to_all", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "likeness >= 0 AND likeness <= 1", name=op.f("ck_topic_gap_needs_likeness_is_a_share")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_topic_gap_needs_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_gap_id"],
            ["topic_gaps.id"],
            name=op.f("fk_topic_gap_needs_topic_gap_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("challenge_id", name=op.f("pk_topic_gap_needs")),
    )
    op.create_index(op.f("ix_topic_gap_needs_topic_gap_id"), "topic_gap_needs", ["topic_gap_id"])
    op.create_table(
        "topic_gap_profiles",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("chance", sa.Double(), nullable=False),
        sa.Column("is_enough", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "chance >= 0 AND chance <= 1", name=op.f("ck_topic_gap_profiles_chance_is_one")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["topic_gap_needs.challenge_id"],
            name=op.f("fk_topic_gap_profiles_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_topic_gap_profiles_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("challenge_id", "profile_id", name=op.f("pk_topic_gap_profiles")),
    )
    op.create_index(op.f("ix_topic_gap_profiles_profile_id"), "topic_gap_profiles", ["profile_id"])
    with op.batch_alter_table("jobs") as batch_op:
        batch_op.drop_constraint(op.f("ck_jobs_jobkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_jobs_jobkind"), WITH_TOPICS)


def downgrade() -> None:
    op.execute("DELETE FROM jobs WHERE kind = 'themenluecken'")
    with op.batch_alter_table("jobs") as batch_op:
        batch_op.drop_constraint(op.f("ck_jobs_jobkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_jobs_jobkind"), KINDS)

    op.drop_table("topic_gap_profiles")
    op.drop_table("topic_gap_needs")
    op.drop_table("topic_gap_grounds")
    op.drop_table("topic_gap_counted")
    op.drop_table("topic_gap_entries")
    op.drop_table("topic_gap_editions")
    op.drop_table("topic_gaps")
    op.drop_table("topic_gap_readings")
    op.drop_table("topic_gap_freezes")
