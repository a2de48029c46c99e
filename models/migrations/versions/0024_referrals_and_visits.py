"""neighbours, topics nobody covers, why nobody fits; drafts of visits; dates of first meetings"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None

ADDRESSEE = "ck_outgoing_mails_to_an_account_or_for_a_need"


def upgrade() -> None:
    op.create_table(
        "neighbours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=200), nullable=False),
        sa.Column("good_for", sa.Text(), nullable=False),
        sa.Column("web_address", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_neighbours")),
    )
    op.create_table(
        "gaps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "known_profiles", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.CheckConstraint("topic <> ''", name=op.f("ck_gaps_says_something")),
        sa.CheckConstraint(
            "root_id IS NULL OR root_id <> id", name=op.f("ck_gaps_not_its_own_root")
        ),
        sa.ForeignKeyConstraint(
            ["root_id"], ["gaps.id"], name=op.f("fk_gaps_root_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
    )
    op.create_index(op.f("ix_gaps_root_id"), "gaps", ["root_id"])
    op.create_table(
        "no_matches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "thema_fehlt", "keine_kapazitaet", "niemand_bereit", "bedarf_unklar",
                "keine_forschungsfrage", "dienstleistung_gesucht",
                name="nomatchreason", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("neighbour_id", sa.Uuid(), nullable=True),
        sa.Column("gap_id", sa.Uuid(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "hat_geholfen", "im_gespraech", "nicht_geholfen", "nicht_gefragt",
                name="referraloutcome", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=True,
        ),
        sa.Column("outcome_noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IS NULL OR neighbour_id IS NOT NULL",
            name=op.f("ck_no_matches_outcome_of_a_verweis"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (outcome_noted_at IS NULL)",
            name=op.f("ck_no_matches_outcome_noted_at_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_no_matches_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["neighbour_id"], ["neighbours.id"], name=op.f("fk_no_matches_neighbour_id")
        ),
        sa.ForeignKeyConstraint(
            ["gap_id"], ["gaps.id"], name=op.f("fk_no_matches_gap_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["accounts.id"], name=op.f("fk_no_matches_noted_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_matches")),
        sa.UniqueConstraint("challenge_id", name=op.f("uq_no_matches_challenge_id")),
    )
    op.create_index(op.f("ix_no_matches_neighbour_id"), "no_matches", ["neighbour_id"])
    op.create_index(op.f("ix_no_matches_gap_id"), "no_matches", ["gap_id"])
    op.create_table(
        "appointments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("introduction_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("company_agreed", sa.Boolean(), nullable=False),
        sa.Column("professor_agreed", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "minutes BETWEEN 15 AND 480", name=op.f("ck_appointments_lasts_up_to_a_day")
        ),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_appointments_sequence_not_negative")),
        sa.ForeignKeyConstraint(
            ["introduction_id"], ["introductions.id"],
            name=op.f("fk_appointments_introduction_id"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["accounts.id"], name=op.f("fk_appointments_changed_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("introduction_id", name=op.f("uq_appointments_introduction_id")),
    )
    op.create_table(
        "visits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scout_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "entwurf", "verschickt", "bestaetigt", "nicht_gewollt", "abgelaufen",
                name="visitstate", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "fields", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sends", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("challenge_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(state = 'entwurf') = (sent_at IS NULL) OR state = 'abgelaufen'",
            name=op.f("ck_visits_sent_unless_draft"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (state IN ('entwurf', 'verschickt'))",
            name=op.f("ck_visits_decided_at_the_end"),
        ),
        sa.CheckConstraint("sends BETWEEN 0 AND 3", name=op.f("ck_visits_asked_sparingly")),
        sa.CheckConstraint(
            "challenge_id IS NULL OR state = 'bestaetigt'",
            name=op.f("ck_visits_need_if_confirmed"),
        ),
        sa.ForeignKeyConstraint(
            ["scout_id"], ["accounts.id"], name=op.f("fk_visits_scout_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_visits_challenge_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("challenge_id", name=op.f("uq_visits_challenge_id")),
    )
    op.create_index(op.f("ix_visits_scout_id"), "visits", ["scout_id"])
    op.create_index(op.f("ix_visits_state"), "visits", ["state"])
    with op.batch_alter_table("outgoing_mails") as batch_op:
        batch_op.add_column(sa.Column("visit_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_outgoing_mails_visit_id"), "visits", ["visit_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(op.f("ix_outgoing_mails_visit_id"), ["visit_id"])
        batch_op.drop_constraint(op.f(ADDRESSEE), type_="check")
        batch_op.create_check_constraint(
            op.f(ADDRESSEE),
            "(CASE WHEN recipient_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN interim_need_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END) = 1",
        )


def downgrade() -> None:
    op.execute("DELETE FROM outgoing_mails WHERE visit_id IS NOT NULL")
    with op.batch_alter_table("outgoing_mails") as batch_op:
        batch_op.drop_constraint(op.f(ADDRESSEE), type_="check")
        batch_op.create_check_constraint(
            op.f(ADDRESSEE), "(recipient_id IS NULL) <> (interim_need_id IS NULL)"
        )
        batch_op.drop_index(op.f("ix_outgoing_mails_visit_id"))
        batch_op.drop_constraint(op.f("fk_outgoing_mails_visit_id"), type_="foreignkey")
        batch_op.drop_column("visit_id")
    op.drop_table("visits")
    op.drop_table("appointments")
    op.drop_table("no_matches")
    op.drop_table("gaps")
    op.drop_table("neighbours")
