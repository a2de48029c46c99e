"""coefficients learned here, and what a replay of an old proposal needs"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0026"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
REASONS = (
    "reason IN ('ausgeschlossen', 'interessenkonflikt', 'thema_unerwuenscht',"
    " 'nicht_veroeffentlicht', 'keine_anfragen', 'pausiert', 'semester_voll', 'ausgelastet')"
)


def upgrade() -> None:
    op.add_column("match_runs", sa.Column("chance", sa.Double()))
    op.add_column("matches", sa.Column("features", JSON))
    _create_fusions()
    _create_snapshots()


def _create_fusions() -> None:
    op.create_table(
        "fusion_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("coefficients", JSON, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shipped_version", sa.String(length=60), nullable=True),
        sa.Column("model_sha256", sa.String(length=64), nullable=True),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.Column("order_before", sa.Double(), nullable=True),
        sa.Column("order_after", sa.Double(), nullable=True),
        sa.Column("least_gain", sa.Double(), nullable=True),
        sa.Column("is_better", sa.Boolean(), nullable=False),
        sa.Column("open_needs", sa.Integer(), nullable=False),
        sa.Column("changed_needs", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(shipped_version IS NULL) = (order_before IS NULL)"
            " AND (order_before IS NULL) = (order_after IS NULL)"
            " AND (order_before IS NULL) = (least_gain IS NULL)",
            name=op.f("ck_fusion_versions_measured_if_learned"),
        ),
        sa.CheckConstraint(
            "shipped_version IS NOT NULL OR decisions = 0",
            name=op.f("ck_fusion_versions_learned_from"),
        ),
        sa.CheckConstraint(
            "changed_needs BETWEEN 0 AND open_needs",
            name=op.f("ck_fusion_versions_some_of_the_open_needs"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fusion_versions")),
        sa.UniqueConstraint("version", name=op.f("uq_fusion_versions_version")),
    )
    op.create_table(
        "fusion_switches",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fusion_id", sa.Uuid(), nullable=False),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_by_hand", sa.Boolean(), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fusion_id"], ["fusion_versions.id"], name=op.f("fk_fusion_switches_fusion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_fusion_switches")),
    )
    op.create_index(op.f("ix_fusion_switches_fusion_id"), "fusion_switches", ["fusion_id"])


def _create_snapshots() -> None:
    op.create_table(
        "profile_snapshots",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("statements", JSON, nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "replaced_at IS NULL OR replaced_at >= first_at",
            name=op.f("ck_profile_snapshots_replaced_later"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_profile_snapshots_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("profile_id", "version", name=op.f("pk_profile_snapshots")),
    )
    op.create_table(
        "need_snapshots",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("text_version", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_need_snapshots_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("challenge_id", "text_version", name=op.f("pk_need_snapshots")),
    )
    op.create_table(
        "filtered_profiles",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.CheckConstraint(REASONS, name=op.f("ck_filtered_profiles_filterreason")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_runs.id"], name=op.f("fk_filtered_profiles_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_filtered_profiles_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "profile_id", name=op.f("pk_filtered_profiles")),
    )
    op.create_index(op.f("ix_filtered_profiles_profile_id"), "filtered_profiles", ["profile_id"])


def downgrade() -> None:
    for table in (
        "filtered_profiles", "need_snapshots", "profile_snapshots", "fusion_switches",
        "fusion_versions",
    ):
        op.drop_table(table)
    op.drop_column("matches", "features")
    op.drop_column("match_runs", "chance")
