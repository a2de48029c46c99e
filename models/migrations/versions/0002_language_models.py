"""language models and the vectors of published statements"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table(
        "language_models",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("dimensions", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("dimensions > 0", name=op.f("ck_language_models_dimensions_positive")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_language_models")),
    )
    op.create_table(
        "model_switches",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("model_sha256", sa.String(length=64), nullable=False),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("setting", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_sha256"],
            ["language_models.sha256"],
            name=op.f("fk_model_switches_model_sha256"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_model_switches")),
    )
    with op.batch_alter_table("model_switches") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_model_switches_model_sha256"), ["model_sha256"], unique=False
        )
    op.create_table(
        "statement_vectors",
        sa.Column("model_sha256", sa.String(length=64), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_sha256"],
            ["language_models.sha256"],
            name=op.f("fk_statement_vectors_model_sha256"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("model_sha256", "text_sha256", name=op.f("pk_statement_vectors")),
    )
    with op.batch_alter_table("jobs") as batch_op:
        batch_op.add_column(sa.Column("model_name", sa.Text(), nullable=True))
        batch_op.drop_constraint(op.f("ck_jobs_jobkind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_jobs_jobkind"), "kind IN ('abgleich', 'sprachmodell')"
        )


def downgrade() -> None:
    op.execute("DELETE FROM jobs WHERE kind = 'sprachmodell'")
    with op.batch_alter_table("jobs") as batch_op:
        batch_op.drop_constraint(op.f("ck_jobs_jobkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_jobs_jobkind"), "kind IN ('abgleich')")
        batch_op.drop_column("model_name")
    op.drop_table("statement_vectors")
    with op.batch_alter_table("model_switches") as batch_op:
        batch_op.drop_index(batch_op.f("ix_model_switches_model_sha256"))
    op.drop_table("model_switches")
    op.drop_table("language_models")
