"""when somebody proved who they are, and mails about a sign-in or to another address"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SIGN_IN = "fk_outgoing_mails_browser_session_id"
INDEX = "ix_outgoing_mails_browser_session_id"


def upgrade() -> None:
    with op.batch_alter_table("browser_sessions") as batch_op:
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    # Whoever is signed in gave the password when the session began.
    op.execute("UPDATE browser_sessions SET proved_at = created_at")
    with op.batch_alter_table("browser_sessions") as batch_op:
        batch_op.alter_column("proved_at", nullable=False)
    with op.batch_alter_table("outgoing_mails") as batch_op:
        batch_op.add_column(sa.Column("browser_session_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("address", sa.String(length=254), nullable=True))
        batch_op.create_foreign_key(
            SIGN_IN, "browser_sessions", ["browser_session_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(batch_op.f(INDEX), ["browser_session_id"])


def downgrade() -> None:
    # Without their address they would go to another mailbox than they were meant for.
    op.execute("DELETE FROM outgoing_mails WHERE address IS NOT NULL")
    with op.batch_alter_table("outgoing_mails") as batch_op:
        batch_op.drop_index(batch_op.f(INDEX))
        batch_op.drop_constraint(SIGN_IN, type_="foreignkey")
        batch_op.drop_column("address")
        batch_op.drop_column("browser_session_id")
    with op.batch_alter_table("browser_sessions") as batch_op:
        batch_op.drop_column("proved_at")
