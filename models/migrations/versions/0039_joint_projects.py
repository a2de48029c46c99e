"""joint_projects: material flows of needs, what joins needs of companies, their consent"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "joint_projects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "stoffpaar",
                "pool",
                name="jointkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "vorgeschlagen",
                "gemerkt",
                "verworfen",
                "eingeladen",
                "zustande_gekommen",
                "beendet",
                name="jointstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "dismiss_reason",
            sa.Enum(
                "stoff_passt_nicht",
                "menge_passt_nicht",
                "zu_weit",
                "wettbewerb",
                "kennen_sich",
                "andere_sache",
                name="dismissreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state = 'beendet') = (ended_at IS NOT NULL)",
            name=op.f("ck_joint_projects_ended_at_if_so"),
        ),
        sa.CheckConstraint(
            "(state = 'verworfen') = (dismiss_reason IS NOT NULL)",
            name=op.f("ck_joint_projects_dismissed_for_a_reason"),
        ),
        sa.CheckConstraint(
            "(state = 'zustande_gekommen') = (joined_at IS NOT NULL)",
            name=op.f("ck_joint_projects_joined_at_if_so"),
        ),
        sa.CheckConstraint(
            "(state IN ('eingeladen', 'zustande_gekommen', 'beendet')) = (invited_at IS NOT NULL) AND (invited_at IS NULL) = (ends_at IS NULL) AND (invited_at IS NULL) = (size IS NULL)",
            name=op.f("ck_joint_projects_invited_until_a_day"),
        ),
        sa.CheckConstraint(
            "score >= 0 AND score <= 1", name=op.f("ck_joint_projects_score_is_a_share")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_projects")),
        sa.UniqueConstraint("key", name=op.f("uq_joint_projects_key")),
    )
    with op.batch_alter_table("joint_projects") as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_projects_state"), ["state"], unique=False)

    op.create_table(
        "material_flows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "reststoff",
                "einsatzstoff",
                name="flowdirection",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("material", sa.String(length=40), nullable=False),
        sa.Column("wording", sa.String(length=200), nullable=False),
        sa.Column("quantity_thousandths", sa.BigInteger(), nullable=True),
        sa.Column(
            "unit",
            sa.Enum(
                "kg",
                "t",
                "m3",
                name="flowunit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "period",
            sa.Enum(
                "woche",
                "monat",
                "jahr",
                name="flowperiod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("purity_from", sa.Integer(), nullable=True),
        sa.Column("purity_to", sa.Integer(), nullable=True),
        sa.Column(
            "shape",
            sa.Enum(
                "granulat",
                "pulver",
                "spaene",
                "fasern",
                "folie",
                "stuecke",
                "schuettgut",
                "schlamm",
                "fluessig",
                name="flowshape",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("contaminants", sa.String(length=200), nullable=False),
        sa.Column("municipality_ags", sa.String(length=8), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "material <> '' OR wording <> ''", name=op.f("ck_material_flows_says_of_what")
        ),
        sa.CheckConstraint(
            "(purity_from IS NULL) = (purity_to IS NULL) AND (purity_from IS NULL OR (purity_from >= 0 AND purity_from <= purity_to AND purity_to <= 100000))",
            name=op.f("ck_material_flows_purity_is_a_range"),
        ),
        sa.CheckConstraint(
            "(quantity_thousandths IS NULL) = (unit IS NULL) AND (quantity_thousandths IS NULL) = (period IS NULL)",
            name=op.f("ck_material_flows_quantity_with_unit_and_period"),
        ),
        sa.CheckConstraint(
            "quantity_thousandths > 0", name=op.f("ck_material_flows_some_quantity")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_material_flows_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_ags"],
            ["municipalities.ags"],
            name=op.f("fk_material_flows_municipality_ags"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["accounts.id"],
            name=op.f("fk_material_flows_written_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_flows")),
    )
    with op.batch_alter_table("material_flows") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_material_flows_challenge_id"), ["challenge_id"], unique=False
        )

    op.create_table(
        "joint_members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("flow_id", sa.Uuid(), nullable=True),
        sa.Column(
            "consent",
            sa.Enum(
                "nicht_gefragt",
                "gefragt",
                "zugestimmt",
                "abgelehnt",
                name="consentstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "shown",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("text_version", sa.String(length=64), nullable=False),
        sa.Column("consent_note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(consent = 'nicht_gefragt') = (asked_at IS NULL)",
            name=op.f("ck_joint_members_asked_at_if_asked"),
        ),
        sa.CheckConstraint(
            "(consent IN ('zugestimmt', 'abgelehnt')) = (decided_at IS NOT NULL)",
            name=op.f("ck_joint_members_decided_at_if_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_joint_members_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["flow_id"],
            ["material_flows.id"],
            name=op.f("fk_joint_members_flow_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["joint_projects.id"],
            name=op.f("fk_joint_members_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_members")),
        sa.UniqueConstraint(
            "project_id", "challenge_id", name=op.f("uq_joint_members_project_id_challenge_id")
        ),
    )
    with op.batch_alter_table("joint_members") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_joint_members_challenge_id"), ["challenge_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_joint_members_flow_id"), ["flow_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_joint_members_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "joint_steps",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "gefunden",
                "gemerkt",
                "verworfen",
                "gefragt",
                "zugestimmt",
                "abgelehnt",
                "zurueckgenommen",
                "zustande_gekommen",
                "beendet",
                name="jointstepkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["accounts.id"], name=op.f("fk_joint_steps_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["joint_members.id"],
            name=op.f("fk_joint_steps_member_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["joint_projects.id"],
            name=op.f("fk_joint_steps_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_joint_steps")),
    )
    with op.batch_alter_table("joint_steps") as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_steps_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            "ix_joint_steps_project_id_number", ["project_id", "number"], unique=False
        )

    with op.batch_alter_table("outgoing_mails") as batch_op:
        batch_op.add_column(sa.Column("joint_member_id", sa.Uuid(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_outgoing_mails_joint_member_id"), ["joint_member_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_outgoing_mails_joint_member_id"),
            "joint_members",
            ["joint_member_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    op.execute("DELETE FROM outgoing_mails WHERE joint_member_id IS NOT NULL")
    with op.batch_alter_table("outgoing_mails") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_outgoing_mails_joint_member_id"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_outgoing_mails_joint_member_id"))
        batch_op.drop_column("joint_member_id")

    with op.batch_alter_table("joint_steps") as batch_op:
        batch_op.drop_index("ix_joint_steps_project_id_number")
        batch_op.drop_index(batch_op.f("ix_joint_steps_member_id"))

    op.drop_table("joint_steps")
    with op.batch_alter_table("joint_members") as batch_op:
        batch_op.drop_index(batch_op.f("ix_joint_members_project_id"))
        batch_op.drop_index(batch_op.f("ix_joint_members_flow_id"))
        batch_op.drop_index(batch_op.f("ix_joint_members_challenge_id"))

    op.drop_table("joint_members")
    with op.batch_alter_table("material_flows") as batch_op:
        batch_op.drop_index(batch_op.f("ix_material_flows_challenge_id"))

    op.drop_table("material_flows")
    with op.batch_alter_table("joint_projects") as batch_op:
        batch_op.drop_index(batch_op.f("ix_joint_projects_state"))

    op.drop_table("joint_projects")
