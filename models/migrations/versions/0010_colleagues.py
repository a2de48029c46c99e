"""who invites and removes the people of an organisation"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Until now administrators did it; whoever came first of each organisation goes on.
FIRST_COMERS = """
    UPDATE accounts SET is_responsible = :yes WHERE id IN (
        SELECT id FROM (
            SELECT id, row_number() OVER (
                PARTITION BY role, company_id, university_id, organisation_id
                ORDER BY created_at, email
            ) AS place
            FROM accounts
            WHERE is_active
              AND (company_id IS NOT NULL OR university_id IS NOT NULL OR organisation_id IS NOT NULL)
        ) AS placed
        WHERE place = 1
    )
"""


def upgrade() -> None:
    op.add_column(
        "accounts",
        sa.Column("is_responsible", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.get_bind().execute(sa.text(FIRST_COMERS), {"yes": True})


def downgrade() -> None:
    op.drop_column("accounts", "is_responsible")
