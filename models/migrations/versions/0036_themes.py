"""themes of needs and profiles: what the software found, what people corrected"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

KINDS = "kind IN ('abgleich', 'sprachmodell', 'datei', 'gespraeche')"
WITH_THEMES = "kind IN ('abgleich', 'sprachmodell', 'datei', 'gespraeche', 'themen')"
ONE_SUBJECT = (
    "CASE WHEN challenge_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN profile_id IS NULL THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:

    op.create_table(
        "theme_readings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=True),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("text_version", sa.String(length=64), nullable=False),
        sa.Column("vocabulary", sa.String(length=40), nullable=False),
        sa.Column("model_sha256", sa.String(length=64), nullable=True),
        sa.Column("is_degraded", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(ONE_SUBJECT, name=op.f("ck_theme_readings_of_one_subject")),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_theme_readings_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_theme_readings_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_readings")),
        sa.UniqueConstraint("challenge_id", name=op.f("uq_theme_readings_challenge_id")),
        sa.UniqueConstraint("profile_id", name=op.f("uq_theme_readings_profile_id")),
    )

    op.create_table(
        "found_themes",
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("start_at", sa.Integer(), nullable=True),
        sa.Column("end_at", sa.Integer(), nullable=True),
        sa.Column("competence_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "score > 0 AND score <= 1", name=op.f("ck_found_themes_score_is_a_chance")
        ),
        sa.CheckConstraint(
            "(start_at IS NULL) = (end_at IS NULL)",
            name=op.f("ck_found_themes_span_has_both_ends"),
        ),
        sa.CheckConstraint(
            "start_at IS NULL OR start_at < end_at", name=op.f("ck_found_themes_span_is_not_empty")
        ),
        sa.ForeignKeyConstraint(
            ["competence_id"],
            ["competences.id"],
            name=op.f("fk_found_themes_competence_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"],
            ["theme_readings.id"],
            name=op.f("fk_found_themes_reading_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reading_id", "theme", name=op.f("pk_found_themes")),
    )
    op.create_index(op.f("ix_found_themes_competence_id"), "found_themes", ["competence_id"])

    op.create_table(
        "theme_corrections",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=True),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ergaenzt",
                "entfernt",
                name="correctionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("vocabulary", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(ONE_SUBJECT, name=op.f("ck_theme_corrections_of_one_subject")),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_theme_corrections_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["accounts.id"],
            name=op.f("fk_theme_corrections_made_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_theme_corrections_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_theme_corrections")),
    )
    op.create_index(
        "ix_theme_corrections_challenge_id_theme", "theme_corrections", ["challenge_id", "theme"]
    )
    op.create_index(
        "ix_theme_corrections_profile_id_theme", "theme_corrections", ["profile_id", "theme"]
    )
    op.create_index(op.f("ix_theme_corrections_made_by_id"), "theme_corrections", ["made_by_id"])

    with op.batch_alter_table("jobs") as batch_op:
        batch_op.add_column(sa.Column("profile_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_jobs_profile_id"), "profiles", ["profile_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(op.f("ix_jobs_profile_id"), ["profile_id"])
        batch_op.drop_constraint(op.f("ck_jobs_jobkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_jobs_jobkind"), WITH_THEMES)


def downgrade() -> None:

    op.execute("DELETE FROM jobs WHERE kind = 'themen'")
    with op.batch_alter_table("jobs") as batch_op:
        batch_op.drop_constraint(op.f("ck_jobs_jobkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_jobs_jobkind"), KINDS)
        batch_op.drop_index(op.f("ix_jobs_profile_id"))
        batch_op.drop_constraint(op.f("fk_jobs_profile_id"), type_="foreignkey")
        batch_op.drop_column("profile_id")

    op.drop_table("theme_corrections")
    op.drop_table("found_themes")
    op.drop_table("theme_readings")
