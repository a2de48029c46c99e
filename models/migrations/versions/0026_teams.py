"""what a team is put together by"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0028"
branch_labels = None
depends_on = None

COLUMNS = (("match_runs", "parts"), ("matches", "part_chances"))


def upgrade() -> None:
    values = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    for table, name in COLUMNS:
        op.add_column(table, sa.Column(name, values, server_default="[]", nullable=False))


def downgrade() -> None:
    # In place: a table made anew would take with it, by its cascades, what hangs on its rows.
    for table, name in COLUMNS:
        op.drop_column(table, name)
