"""an administrator's look at one case, asked by one and granted by another"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "emergencies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by_id", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "granted_by_id <> asked_by_id", name=op.f("ck_emergencies_second_person")
        ),
        sa.CheckConstraint(
            "(granted_by_id IS NULL) = (granted_at IS NULL)"
            " AND (granted_at IS NULL) = (ends_at IS NULL)",
            name=op.f("ck_emergencies_granted_as_a_whole"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_emergencies_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["accounts.id"], name=op.f("fk_emergencies_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_emergencies_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["accounts.id"], name=op.f("fk_emergencies_granted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergencies")),
    )
    op.create_index(op.f("ix_emergencies_challenge_id"), "emergencies", ["challenge_id"])


def downgrade() -> None:
    op.drop_table("emergencies")
