"""whether somebody still sees the first steps; whoever is here already knows their way"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("first_steps_hidden_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE accounts SET first_steps_hidden_at = confirmed_at")


def downgrade() -> None:
    op.drop_column("accounts", "first_steps_hidden_at")
