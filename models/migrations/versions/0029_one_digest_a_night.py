"""missed promises stand in the nightly digest: what still waits to be sent becomes one"""

from alembic import op

revision = "0029"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE outgoing_mails SET template = 'deadlines_due', challenge_id = NULL"
        " WHERE template = 'promise_missed'"
    )


def downgrade() -> None:
    """Which digests were of the other kind cannot be told any more, and both can be sent."""
