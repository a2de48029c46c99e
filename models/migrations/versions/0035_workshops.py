"""workshops: registrations, tables, notes, clusters, dots, talks; events of others"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ADDRESSEE = "ck_outgoing_mails_to_an_account_or_for_a_need"
FOR_ONE = (
    "(CASE WHEN recipient_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN interim_need_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END)"
)

KINDS = "kind IN ('abgleich', 'sprachmodell', 'datei')"
WITH_TALKS = "kind IN ('abgleich', 'sprachmodell', 'datei', 'gespraeche')"


def upgrade() -> None:

    op.create_table(
        "other_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_whole_day", sa.Boolean(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "starts_at <= ends_at", name=op.f("ck_other_events_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["imported_by_id"],
            ["accounts.id"],
            name=op.f("fk_other_events_imported_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_events")),
        sa.UniqueConstraint("uid", name=op.f("uq_other_events_uid")),
    )
    op.create_index(op.f("ix_other_events_starts_at"), "other_events", ["starts_at"], unique=False)

    op.create_table(
        "workshops",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "entwurf",
                "veroeffentlicht",
                "laeuft",
                "beendet",
                "abgesagt",
                name="workshopstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registration_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("dots", sa.Integer(), nullable=False),
        sa.Column("talk_minutes", sa.Integer(), nullable=False),
        sa.Column("most_talks", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report_released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("talks_released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'abgesagt') = (cancelled_at IS NOT NULL)",
            name=op.f("ck_workshops_cancelled_at_a_moment"),
        ),
        sa.CheckConstraint(
            "(state = 'beendet') = (ended_at IS NOT NULL)", name=op.f("ck_workshops_ended_if_over")
        ),
        sa.CheckConstraint(
            "report_released_at IS NULL OR state = 'beendet'",
            name=op.f("ck_workshops_report_after_the_end"),
        ),
        sa.CheckConstraint(
            "state <> 'veroeffentlicht' OR published_at IS NOT NULL",
            name=op.f("ck_workshops_published_at_a_moment"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('laeuft', 'beendet') OR begun_at IS NOT NULL",
            name=op.f("ck_workshops_begun_to_run"),
        ),
        sa.CheckConstraint(
            "capacity BETWEEN 1 AND 500", name=op.f("ck_workshops_capacity_of_a_room")
        ),
        sa.CheckConstraint("dots BETWEEN 1 AND 20", name=op.f("ck_workshops_a_few_dots")),
        sa.CheckConstraint("most_talks BETWEEN 1 AND 40", name=op.f("ck_workshops_a_few_talks")),
        sa.CheckConstraint(
            "registration_until <= ends_at",
            name=op.f("ck_workshops_registration_ends_before_the_end"),
        ),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_workshops_sequence_not_negative")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_workshops_ends_after_it_starts")),
        sa.CheckConstraint(
            "talk_minutes BETWEEN 5 AND 60", name=op.f("ck_workshops_talks_are_short")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["accounts.id"],
            name=op.f("fk_workshops_created_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshops")),
    )
    op.create_index(op.f("ix_workshops_starts_at"), "workshops", ["starts_at"], unique=False)
    op.create_index(op.f("ix_workshops_state"), "workshops", ["state"], unique=False)

    op.create_table(
        "workshop_agenda",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "programm",
                "tische",
                "gespraeche",
                "pause",
                name="agendakind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "starts_at < ends_at", name=op.f("ck_workshop_agenda_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_workshop_agenda_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_agenda")),
    )
    op.create_index(
        op.f("ix_workshop_agenda_workshop_id"), "workshop_agenda", ["workshop_id"], unique=False
    )

    op.create_table(
        "workshop_clusters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("is_titled_by_hand", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dissolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_workshop_clusters_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_clusters")),
    )
    op.create_index(
        op.f("ix_workshop_clusters_workshop_id"), "workshop_clusters", ["workshop_id"], unique=False
    )

    op.create_table(
        "workshop_participants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "angemeldet",
                "warteliste",
                "abgemeldet",
                name="seatstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "side",
            sa.Enum(
                "unternehmen",
                "hochschule",
                "partner",
                "gast",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("industry_code", sa.String(length=8), nullable=True),
        sa.Column(
            "size_class",
            sa.Enum(
                "kleinst",
                "klein",
                "mittel",
                "gross",
                name="sizeclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("municipality_ags", sa.String(length=8), nullable=True),
        sa.Column(
            "areas",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("wants_talks", sa.Boolean(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'abgemeldet') = (cancelled_at IS NOT NULL)",
            name=op.f("ck_workshop_participants_cancelled_at_a_moment"),
        ),
        sa.CheckConstraint(
            "checked_in_at IS NULL OR state = 'angemeldet'",
            name=op.f("ck_workshop_participants_a_seat_before_the_door"),
        ),
        sa.CheckConstraint(
            "profile_id IS NULL OR side = 'hochschule'",
            name=op.f("ck_workshop_participants_profiles_of_professors"),
        ),
        sa.CheckConstraint(
            "erased_at IS NULL OR email IS NULL",
            name=op.f("ck_workshop_participants_no_address_once_erased"),
        ),
        sa.CheckConstraint(
            "left_at IS NULL OR checked_in_at IS NOT NULL",
            name=op.f("ck_workshop_participants_came_before_they_left"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_workshop_participants_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_ags"],
            ["municipalities.ags"],
            name=op.f("fk_workshop_participants_municipality_ags"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_workshop_participants_profile_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_workshop_participants_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_participants")),
        sa.UniqueConstraint("code", name=op.f("uq_workshop_participants_code")),
        sa.UniqueConstraint("workshop_id", "email", name="uq_workshop_participants_once"),
    )
    op.create_index(
        op.f("ix_workshop_participants_account_id"),
        "workshop_participants",
        ["account_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_workshop_participants_profile_id"),
        "workshop_participants",
        ["profile_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_workshop_participants_state"), "workshop_participants", ["state"], unique=False
    )
    op.create_index(
        op.f("ix_workshop_participants_workshop_id"),
        "workshop_participants",
        ["workshop_id"],
        unique=False,
    )

    op.create_table(
        "workshop_rounds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "starts_at < ends_at", name=op.f("ck_workshop_rounds_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_workshop_rounds_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_rounds")),
        sa.UniqueConstraint("workshop_id", "starts_at", name="uq_workshop_rounds_at_a_time"),
    )
    op.create_index(
        op.f("ix_workshop_rounds_workshop_id"), "workshop_rounds", ["workshop_id"], unique=False
    )

    op.create_table(
        "workshop_tables",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "area",
            sa.Enum(
                "weiterbildung",
                "beratung",
                "technologietransfer",
                "infrastruktur",
                name="supportkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_workshop_tables_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_tables")),
        sa.UniqueConstraint("code", name=op.f("uq_workshop_tables_code")),
    )
    op.create_index(
        op.f("ix_workshop_tables_workshop_id"), "workshop_tables", ["workshop_id"], unique=False
    )

    op.create_table(
        "workshop_dots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("voter", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 20", name=op.f("ck_workshop_dots_a_few_each")),
        sa.ForeignKeyConstraint(
            ["cluster_id"],
            ["workshop_clusters.id"],
            name=op.f("fk_workshop_dots_cluster_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_workshop_dots_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_dots")),
        sa.UniqueConstraint("workshop_id", "voter", "number", name="uq_workshop_dots_no_more_than"),
    )
    op.create_index(
        op.f("ix_workshop_dots_cluster_id"), "workshop_dots", ["cluster_id"], unique=False
    )
    op.create_index(
        op.f("ix_workshop_dots_workshop_id"), "workshop_dots", ["workshop_id"], unique=False
    )

    op.create_table(
        "workshop_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "telefon",
                "karte",
                name="notesource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "sichtbar",
                "angehalten",
                "entfernt",
                name="notestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "hold_reason",
            sa.Enum(
                "wortwahl",
                "personenangaben",
                "verweis",
                "gemeldet",
                name="holdreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("participant_id", sa.Uuid(), nullable=True),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cluster_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(state = 'angehalten') = (hold_reason IS NOT NULL)",
            name=op.f("ck_workshop_notes_held_for_a_reason"),
        ),
        sa.CheckConstraint(
            "(state = 'entfernt') = (removed_at IS NOT NULL)",
            name=op.f("ck_workshop_notes_removed_at_a_moment"),
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_workshop_notes_says_something")),
        sa.ForeignKeyConstraint(
            ["cluster_id"],
            ["workshop_clusters.id"],
            name=op.f("fk_workshop_notes_cluster_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["workshop_participants.id"],
            name=op.f("fk_workshop_notes_participant_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["table_id"],
            ["workshop_tables.id"],
            name=op.f("fk_workshop_notes_table_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_workshop_notes_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["accounts.id"],
            name=op.f("fk_workshop_notes_written_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_notes")),
        sa.UniqueConstraint("table_id", "key", name="uq_workshop_notes_sent_once"),
    )
    op.create_index(
        op.f("ix_workshop_notes_cluster_id"), "workshop_notes", ["cluster_id"], unique=False
    )
    op.create_index(op.f("ix_workshop_notes_state"), "workshop_notes", ["state"], unique=False)
    op.create_index(
        op.f("ix_workshop_notes_table_id"), "workshop_notes", ["table_id"], unique=False
    )
    op.create_index(
        op.f("ix_workshop_notes_workshop_id"), "workshop_notes", ["workshop_id"], unique=False
    )
    op.create_index(
        op.f("ix_workshop_notes_written_at"), "workshop_notes", ["written_at"], unique=False
    )

    op.create_table(
        "workshop_talk_breaks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["workshop_participants.id"],
            name=op.f("fk_workshop_talk_breaks_participant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["workshop_rounds.id"],
            name=op.f("fk_workshop_talk_breaks_round_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_talk_breaks")),
        sa.UniqueConstraint("participant_id", "round_id", name="uq_workshop_talk_breaks_once"),
    )
    op.create_index(
        op.f("ix_workshop_talk_breaks_participant_id"),
        "workshop_talk_breaks",
        ["participant_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_workshop_talk_breaks_round_id"), "workshop_talk_breaks", ["round_id"], unique=False
    )

    op.create_table(
        "workshop_talks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("professor_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "place BETWEEN 1 AND 250", name=op.f("ck_workshop_talks_a_place_in_the_room")
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["workshop_participants.id"],
            name=op.f("fk_workshop_talks_company_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["professor_id"],
            ["workshop_participants.id"],
            name=op.f("fk_workshop_talks_professor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["workshop_rounds.id"],
            name=op.f("fk_workshop_talks_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_workshop_talks_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_talks")),
        sa.UniqueConstraint("company_id", "professor_id", name="uq_workshop_talks_pair_once"),
        sa.UniqueConstraint("round_id", "company_id", name="uq_workshop_talks_company_once"),
        sa.UniqueConstraint("round_id", "professor_id", name="uq_workshop_talks_professor_once"),
    )
    op.create_index(
        op.f("ix_workshop_talks_professor_id"), "workshop_talks", ["professor_id"], unique=False
    )
    op.create_index(
        op.f("ix_workshop_talks_workshop_id"), "workshop_talks", ["workshop_id"], unique=False
    )

    op.create_table(
        "workshop_wishes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wisher_id", sa.Uuid(), nullable=False),
        sa.Column("wished_id", sa.Uuid(), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("wisher_id <> wished_id", name=op.f("ck_workshop_wishes_somebody_else")),
        sa.ForeignKeyConstraint(
            ["wished_id"],
            ["workshop_participants.id"],
            name=op.f("fk_workshop_wishes_wished_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["wisher_id"],
            ["workshop_participants.id"],
            name=op.f("fk_workshop_wishes_wisher_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_wishes")),
        sa.UniqueConstraint("wisher_id", "wished_id", name="uq_workshop_wishes_once"),
    )
    op.create_index(
        op.f("ix_workshop_wishes_wished_id"), "workshop_wishes", ["wished_id"], unique=False
    )
    op.create_index(
        op.f("ix_workshop_wishes_wisher_id"), "workshop_wishes", ["wisher_id"], unique=False
    )

    op.create_table(
        "workshop_plannings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("is_for_those_present", sa.Boolean(), nullable=False),
        sa.Column("most_in_a_row", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_optimal", sa.Boolean(), nullable=True),
        sa.Column(
            "changes",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "most_in_a_row IS NULL OR most_in_a_row > 0",
            name=op.f("ck_workshop_plannings_a_talk_in_a_row"),
        ),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (is_optimal IS NULL)",
            name=op.f("ck_workshop_plannings_proved_or_not_once_finished"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["accounts.id"],
            name=op.f("fk_workshop_plannings_asked_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_workshop_plannings_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_plannings")),
    )
    op.create_index(
        op.f("ix_workshop_plannings_workshop_id"),
        "workshop_plannings",
        ["workshop_id"],
        unique=False,
    )

    op.create_table(
        "workshop_note_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("from_cluster_id", sa.Uuid(), nullable=True),
        sa.Column("to_cluster_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "gruppiert",
                "verschoben",
                "zusammengefuehrt",
                "getrennt",
                name="movekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_cluster_id"],
            ["workshop_clusters.id"],
            name=op.f("fk_workshop_note_moves_from_cluster_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["moved_by_id"],
            ["accounts.id"],
            name=op.f("fk_workshop_note_moves_moved_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["workshop_notes.id"],
            name=op.f("fk_workshop_note_moves_note_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_cluster_id"],
            ["workshop_clusters.id"],
            name=op.f("fk_workshop_note_moves_to_cluster_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_note_moves")),
    )
    op.create_index(
        op.f("ix_workshop_note_moves_note_id"), "workshop_note_moves", ["note_id"], unique=False
    )

    op.create_table(
        "workshop_note_needs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("challenge_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_workshop_note_needs_challenge_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["accounts.id"],
            name=op.f("fk_workshop_note_needs_made_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["workshop_notes.id"],
            name=op.f("fk_workshop_note_needs_note_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visits.id"],
            name=op.f("fk_workshop_note_needs_visit_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_note_needs")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_workshop_note_needs_visit_id")),
    )
    op.create_index(
        op.f("ix_workshop_note_needs_challenge_id"),
        "workshop_note_needs",
        ["challenge_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_workshop_note_needs_note_id"), "workshop_note_needs", ["note_id"], unique=False
    )

    with op.batch_alter_table("jobs") as batch_op:
        batch_op.add_column(sa.Column("planning_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_jobs_planning_id"),
            "workshop_plannings",
            ["planning_id"],
            ["id"],
            ondelete="CASCADE",
        )
        batch_op.create_index(op.f("ix_jobs_planning_id"), ["planning_id"])
        batch_op.drop_constraint(op.f("ck_jobs_jobkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_jobs_jobkind"), WITH_TALKS)

    with op.batch_alter_table("outgoing_mails") as batch_op:
        batch_op.add_column(sa.Column("participant_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_outgoing_mails_participant_id"),
            "workshop_participants",
            ["participant_id"],
            ["id"],
            ondelete="CASCADE",
        )
        batch_op.create_index(op.f("ix_outgoing_mails_participant_id"), ["participant_id"])
        batch_op.drop_constraint(op.f(ADDRESSEE), type_="check")
        batch_op.create_check_constraint(
            op.f(ADDRESSEE),
            f"{FOR_ONE} + (CASE WHEN participant_id IS NULL THEN 0 ELSE 1 END) = 1",
        )


def downgrade() -> None:
    op.execute("DELETE FROM outgoing_mails WHERE participant_id IS NOT NULL")
    with op.batch_alter_table("outgoing_mails") as batch_op:
        batch_op.drop_constraint(op.f(ADDRESSEE), type_="check")
        batch_op.create_check_constraint(op.f(ADDRESSEE), f"{FOR_ONE} = 1")
        batch_op.drop_index(op.f("ix_outgoing_mails_participant_id"))
        batch_op.drop_constraint(op.f("fk_outgoing_mails_participant_id"), type_="foreignkey")
        batch_op.drop_column("participant_id")

    op.execute("DELETE FROM jobs WHERE kind = 'gespraeche'")
    with op.batch_alter_table("jobs") as batch_op:
        batch_op.drop_constraint(op.f("ck_jobs_jobkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_jobs_jobkind"), KINDS)
        batch_op.drop_index(op.f("ix_jobs_planning_id"))
        batch_op.drop_constraint(op.f("fk_jobs_planning_id"), type_="foreignkey")
        batch_op.drop_column("planning_id")

    op.drop_table("workshop_plannings")
    op.drop_table("workshop_note_needs")
    op.drop_table("workshop_note_moves")
    op.drop_table("workshop_wishes")
    op.drop_table("workshop_talks")
    op.drop_table("workshop_talk_breaks")
    op.drop_table("workshop_notes")
    op.drop_table("workshop_dots")
    op.drop_table("workshop_tables")
    op.drop_table("workshop_rounds")
    op.drop_table("workshop_participants")
    op.drop_table("workshop_clusters")
    op.drop_table("workshop_agenda")
    op.drop_table("workshops")
    op.drop_table("other_events")
