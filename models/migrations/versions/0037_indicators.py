"""indicators: a ledger that is only ever added to, its targets, and freezes of it"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

KEPT = (
    "indicator_entries", "indicator_targets", "indicator_freezes", "indicator_frozen_entries",
)  # fmt: skip
"""Nothing in them is changed or deleted."""
LED_BACK = "indicator_sources"
"""What leads back to a case goes with it; changed it is not."""


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "indicator_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("thousandths", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("is_void", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "reporter",
            _enum("indicatorreporter", "software", "transferstelle", "unternehmen"),
            nullable=False,
        ),
        sa.Column("basis", _enum("indicatorbasis", "geschaetzt", "gemessen"), nullable=True),
        sa.Column("municipality_ags", sa.String(length=8), nullable=True),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column(
            "size_class", _enum("sizeclass", "kleinst", "klein", "mittel", "gross"), nullable=True
        ),
        sa.Column("theme", sa.String(length=40), nullable=True),
        sa.Column("university_id", sa.Uuid(), nullable=True),
        sa.Column("is_first_of_company", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("is_known_to_all", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "thousandths >= 0", name=op.f("ck_indicator_entries_counts_nothing_below_zero")
        ),
        sa.CheckConstraint(
            "NOT is_void OR thousandths = 0",
            name=op.f("ck_indicator_entries_worth_nothing_when_void"),
        ),
        sa.CheckConstraint(
            "(reporter = 'software') = (basis IS NULL)",
            name=op.f("ck_indicator_entries_basis_of_what_is_reported"),
        ),
        sa.CheckConstraint(
            "supersedes_id IS NULL OR supersedes_id <> id",
            name=op.f("ck_indicator_entries_not_its_own_successor"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_ags"],
            ["municipalities.ags"],
            name=op.f("fk_indicator_entries_municipality_ags"),
        ),
        sa.ForeignKeyConstraint(
            ["university_id"], ["universities.id"], name=op.f("fk_indicator_entries_university_id")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["indicator_entries.id"],
            name=op.f("fk_indicator_entries_supersedes_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_entries")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_indicator_entries_supersedes_id")),
    )
    op.create_index(
        "ix_indicator_entries_rule_occurred_on", "indicator_entries", ["rule", "occurred_on"]
    )
    op.create_index(op.f("ix_indicator_entries_recorded_at"), "indicator_entries", ["recorded_at"])

    op.create_table(
        "indicator_sources",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=True),
        sa.Column("workshop_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reported_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(challenge_id IS NULL) <> (workshop_id IS NULL)",
            name=op.f("ck_indicator_sources_of_a_case_or_a_workshop"),
        ),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_indicator_sources_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["indicator_entries.id"], name=op.f("fk_indicator_sources_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_indicator_sources_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_indicator_sources_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_indicator_sources")),
        sa.UniqueConstraint(
            "rule",
            "source_id",
            "revision",
            name=op.f("uq_indicator_sources_rule_source_id_revision"),
        ),
    )
    op.create_index(
        op.f("ix_indicator_sources_challenge_id"), "indicator_sources", ["challenge_id"]
    )
    op.create_index(op.f("ix_indicator_sources_workshop_id"), "indicator_sources", ["workshop_id"])

    op.create_table(
        "indicator_targets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("university_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("thousandths", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "first_on <= last_on", name=op.f("ck_indicator_targets_ends_after_it_begins")
        ),
        sa.CheckConstraint(
            "thousandths > 0", name=op.f("ck_indicator_targets_is_something_to_reach")
        ),
        sa.CheckConstraint(
            "replaces_id IS NULL OR replaces_id <> id",
            name=op.f("ck_indicator_targets_not_its_own_successor"),
        ),
        sa.ForeignKeyConstraint(
            ["university_id"], ["universities.id"], name=op.f("fk_indicator_targets_university_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["indicator_targets.id"], name=op.f("fk_indicator_targets_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_targets")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_indicator_targets_replaces_id")),
    )
    op.create_index(
        op.f("ix_indicator_targets_university_id"), "indicator_targets", ["university_id"]
    )

    op.create_table(
        "indicator_freezes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Uuid(), nullable=False),
        sa.Column("university_id", sa.Uuid(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "first_on <= last_on", name=op.f("ck_indicator_freezes_ends_after_it_begins")
        ),
        sa.CheckConstraint("purpose <> ''", name=op.f("ck_indicator_freezes_says_what_for")),
        sa.ForeignKeyConstraint(
            ["university_id"], ["universities.id"], name=op.f("fk_indicator_freezes_university_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_freezes")),
    )

    op.create_table(
        "indicator_frozen_entries",
        sa.Column("freeze_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["freeze_id"],
            ["indicator_freezes.id"],
            name=op.f("fk_indicator_frozen_entries_freeze_id"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["indicator_entries.id"],
            name=op.f("fk_indicator_frozen_entries_entry_id"),
        ),
        sa.PrimaryKeyConstraint("freeze_id", "entry_id", name=op.f("pk_indicator_frozen_entries")),
        sa.UniqueConstraint(
            "freeze_id", "position", name=op.f("uq_indicator_frozen_entries_freeze_id_position")
        ),
    )
    _refuse()


def downgrade() -> None:
    for table in (LED_BACK, "indicator_frozen_entries", *reversed(KEPT[:-1])):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION indicators_refuse()")


def _refuse() -> None:
    """Let the database itself refuse to change or delete."""
    if op.get_bind().dialect.name == "sqlite":
        verbs = [(each, verb) for each in KEPT for verb in ("UPDATE", "DELETE")]
        for table, verb in [*verbs, (LED_BACK, "UPDATE")]:
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION indicators_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is only ever added to'; END $$"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION indicators_refuse()"
        )
    op.execute(
        f"CREATE TRIGGER {LED_BACK}_refuse BEFORE UPDATE ON {LED_BACK} "
        "FOR EACH STATEMENT EXECUTE FUNCTION indicators_refuse()"
    )
