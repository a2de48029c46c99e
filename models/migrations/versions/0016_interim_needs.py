"""needs that are being described, also by people who have no account, and mails to these"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interim_needs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column(
            "fields", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(sent_at IS NULL) = (email IS NULL)", name=op.f("ck_interim_needs_sent_to_email")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_interim_needs_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interim_needs")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_interim_needs_key_hash")),
        sa.UniqueConstraint("account_id", name=op.f("uq_interim_needs_account_id")),
    )
    with op.batch_alter_table("outgoing_mails") as batch_op:
        batch_op.alter_column("recipient_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.add_column(sa.Column("interim_need_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_outgoing_mails_interim_need_id"), "interim_needs", ["interim_need_id"], ["id"],
            ondelete="CASCADE",
        )
        batch_op.create_index(op.f("ix_outgoing_mails_interim_need_id"), ["interim_need_id"])
        batch_op.create_check_constraint(
            op.f("ck_outgoing_mails_to_an_account_or_for_a_need"),
            "(recipient_id IS NULL) <> (interim_need_id IS NULL)",
        )


def downgrade() -> None:
    op.execute("DELETE FROM outgoing_mails WHERE recipient_id IS NULL")
    with op.batch_alter_table("outgoing_mails") as batch_op:
        batch_op.drop_constraint(
            op.f("ck_outgoing_mails_to_an_account_or_for_a_need"), type_="check"
        )
        batch_op.drop_index(op.f("ix_outgoing_mails_interim_need_id"))
        batch_op.drop_constraint(op.f("fk_outgoing_mails_interim_need_id"), type_="foreignkey")
        batch_op.drop_column("interim_need_id")
        batch_op.alter_column("recipient_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_table("interim_needs")
