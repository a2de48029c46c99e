"""barriers that people report"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accessibility_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("page", sa.String(300), nullable=True),
        sa.Column("reach", sa.String(254), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_accessibility_reports_says_something")),
        sa.CheckConstraint(
            "settled_by_id IS NULL OR settled_at IS NOT NULL",
            name=op.f("ck_accessibility_reports_settled_by_once_settled"),
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["accounts.id"],
            name=op.f("fk_accessibility_reports_settled_by_id"), ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accessibility_reports")),
    )
    op.create_index(
        op.f("ix_accessibility_reports_settled_at"), "accessibility_reports", ["settled_at"]
    )


def downgrade() -> None:
    op.drop_table("accessibility_reports")
