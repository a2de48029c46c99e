"""atlas: what everybody may read of themes and places, counted once and kept"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

KEPT = ("atlas_half_years", "atlas_cells")
"""Nothing in them is changed or deleted."""


def upgrade() -> None:
    op.create_table(
        "atlas_half_years",
        sa.Column("half_year", sa.String(length=40), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("half_year", name=op.f("pk_atlas_half_years")),
    )
    op.create_table(
        "atlas_cells",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("half_year", sa.String(length=40), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=True),
        sa.Column("municipality_ags", sa.String(length=8), nullable=True),
        sa.Column("companies", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "companies >= 5", name=op.f("ck_atlas_cells_shown_from_five_companies_on")
        ),
        sa.CheckConstraint(
            "theme IS NOT NULL OR municipality_ags IS NOT NULL",
            name=op.f("ck_atlas_cells_of_a_theme_or_a_place"),
        ),
        sa.ForeignKeyConstraint(
            ["half_year"], ["atlas_half_years.half_year"], name=op.f("fk_atlas_cells_half_year")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_ags"],
            ["municipalities.ags"],
            name=op.f("fk_atlas_cells_municipality_ags"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_atlas_cells")),
    )
    op.create_index(op.f("ix_atlas_cells_half_year"), "atlas_cells", ["half_year"], unique=False)
    _refuse()


def downgrade() -> None:
    for table in reversed(KEPT):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION atlas_refuses()")


def _refuse() -> None:
    """Let the database itself refuse to change or delete."""
    if op.get_bind().dialect.name == "sqlite":
        for table in KEPT:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'what was counted stays as it is'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION atlas_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'what was counted stays as it is'; END $$"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION atlas_refuses()"
        )
