"""statements out of the owner's papers, and when they were last said to hold"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SOURCES = "source IN ('selbst_angegeben', 'transferstelle', 'demodaten')"
WITH_PAPERS = "source IN ('selbst_angegeben', 'transferstelle', 'demodaten', 'eigene_unterlagen')"


def upgrade() -> None:
    op.add_column("profiles", sa.Column("asked_to_confirm_on", sa.Date(), nullable=True))
    with op.batch_alter_table("competences") as batch_op:
        batch_op.add_column(
            sa.Column("origin", sa.String(length=200), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("confirmed_on", sa.Date(), nullable=True))
        batch_op.drop_constraint(op.f("ck_competences_competencesource"), type_="check")
        batch_op.create_check_constraint(op.f("ck_competences_competencesource"), WITH_PAPERS)
    # Whoever changed a profile last had its statements before their eyes.
    competences = sa.table(
        "competences",
        sa.column("profile_id", sa.Uuid()), sa.column("source", sa.String()),
        sa.column("confirmed_on", sa.Date()),
    )  # fmt: skip
    profiles = sa.table(
        "profiles", sa.column("id", sa.Uuid()), sa.column("updated_at", sa.DateTime(timezone=True))
    )
    connection = op.get_bind()
    for profile_id, updated_at in connection.execute(sa.select(profiles)).all():
        connection.execute(
            sa.update(competences)
            .where(competences.c.profile_id == profile_id, competences.c.source != "demodaten")
            .values(confirmed_on=updated_at.date())
        )


def downgrade() -> None:
    op.execute("UPDATE competences SET source = 'selbst_angegeben' WHERE source = 'eigene_unterlagen'")
    with op.batch_alter_table("competences") as batch_op:
        batch_op.drop_constraint(op.f("ck_competences_competencesource"), type_="check")
        batch_op.create_check_constraint(op.f("ck_competences_competencesource"), SOURCES)
        batch_op.drop_column("confirmed_on")
        batch_op.drop_column("origin")
    op.drop_column("profiles", "asked_to_confirm_on")
