"""the Bedarfsradar: what may be read there, who wants to read it, who took an interest"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "profiles",
        sa.Column("reads_radar", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "radar_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("teaser_id", sa.Uuid(), nullable=False),
        sa.Column("text_version", sa.String(length=64), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["teaser_id"], ["teasers.id"], name=op.f("fk_radar_entries_teaser_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_radar_entries")),
        sa.UniqueConstraint("teaser_id", name=op.f("uq_radar_entries_teaser_id")),
    )
    op.create_table(
        "radar_interests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("teaser_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("text_version", sa.String(length=64), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_radar_interests_profile_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["teaser_id"], ["teasers.id"], name=op.f("fk_radar_interests_teaser_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_radar_interests")),
        sa.UniqueConstraint(
            "teaser_id", "profile_id", name=op.f("uq_radar_interests_teaser_id_profile_id")
        ),
    )
    op.create_index(op.f("ix_radar_interests_profile_id"), "radar_interests", ["profile_id"])


def downgrade() -> None:
    op.drop_table("radar_interests")
    op.drop_table("radar_entries")
    op.drop_column("profiles", "reads_radar")
