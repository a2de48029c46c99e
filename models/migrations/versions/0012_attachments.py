"""files of a need, and the work of reading them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = "kind IN ('abgleich', 'sprachmodell')"
WITH_FILES = "kind IN ('abgleich', 'sprachmodell', 'datei')"
NOTES = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pdf", "docx", name="filekind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "reading",
            sa.Enum(
                "wartet", "gelesen", "kein_text", name="filereading", native_enum=False,
                create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("notes", NOTES, nullable=False),
        sa.Column("clean_sha256", sa.String(length=64), nullable=True),
        sa.Column("clean_size", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachments_holds_something")),
        sa.CheckConstraint(
            "(clean_sha256 IS NULL) = (clean_size IS NULL)",
            name=op.f("ck_attachments_cleaned_as_a_whole"),
        ),
        sa.CheckConstraint(
            "released_at IS NULL OR clean_sha256 IS NOT NULL",
            name=op.f("ck_attachments_only_cleaned_is_released"),
        ),
        sa.CheckConstraint(
            "reading <> 'gelesen' OR text <> ''", name=op.f("ck_attachments_text_if_read")
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["accounts.id"], name=op.f("fk_attachments_added_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_attachments_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_challenge_id"), "attachments", ["challenge_id"])
    with op.batch_alter_table("jobs") as batch_op:
        batch_op.add_column(sa.Column("attachment_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_jobs_attachment_id"), "attachments", ["attachment_id"], ["id"],
            ondelete="CASCADE",
        )
        batch_op.create_index(op.f("ix_jobs_attachment_id"), ["attachment_id"])
        batch_op.drop_constraint(op.f("ck_jobs_jobkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_jobs_jobkind"), WITH_FILES)


def downgrade() -> None:
    op.execute("DELETE FROM jobs WHERE kind = 'datei'")
    with op.batch_alter_table("jobs") as batch_op:
        batch_op.drop_constraint(op.f("ck_jobs_jobkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_jobs_jobkind"), KINDS)
        batch_op.drop_index(op.f("ix_jobs_attachment_id"))
        batch_op.drop_constraint(op.f("fk_jobs_attachment_id"), type_="foreignkey")
        batch_op.drop_column("attachment_id")
    op.drop_table("attachments")
