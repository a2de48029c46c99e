"""photos beside documents"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attachments") as batch_op:
        batch_op.drop_constraint(op.f("ck_attachments_filekind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_attachments_filekind"), "kind IN ('pdf', 'docx', 'jpeg', 'png')"
        )


def downgrade() -> None:
    op.execute("DELETE FROM attachments WHERE kind NOT IN ('pdf', 'docx')")
    with op.batch_alter_table("attachments") as batch_op:
        batch_op.drop_constraint(op.f("ck_attachments_filekind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_attachments_filekind"), "kind IN ('pdf', 'docx')"
        )
