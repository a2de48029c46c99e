"""funding: programmes with their history, notes about them in a case, versions of a sketch"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

KEPT = "funding_revisions"
"""Nothing in it is changed or deleted."""
OF_A_CASE = ("funding_notes", "funding_sketches")
"""What goes with its case; changed it is not."""
TEXTS = (
    "company", "problem", "aim", "approach", "partners", "cooperation", "themes", "effect",
    "work_plan", "questions",
)  # fmt: skip


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _json() -> sa.JSON:
    return sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    _programmes()
    op.create_table(
        "funding_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column(
            "step",
            _enum(
                "fundingstep", "angesprochen", "passt_nicht", "beantragt", "bewilligt", "abgelehnt"
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("cents", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "step <> 'passt_nicht' OR reason <> ''",
            name=op.f("ck_funding_notes_says_why_it_does_not_fit"),
        ),
        sa.CheckConstraint(
            "step NOT IN ('beantragt', 'bewilligt', 'abgelehnt')"
            " OR (source <> '' AND happened_on IS NOT NULL)",
            name=op.f("ck_funding_notes_reports_have_a_day_and_a_source"),
        ),
        sa.CheckConstraint(
            "cents IS NULL OR (cents > 0 AND step = 'bewilligt')",
            name=op.f("ck_funding_notes_sum_of_what_was_granted"),
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_funding_notes_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["funding_programmes.id"],
            name=op.f("fk_funding_notes_programme_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_notes")),
        sa.UniqueConstraint(
            "challenge_id", "number", name=op.f("uq_funding_notes_challenge_id_number")
        ),
    )
    op.create_index(op.f("ix_funding_notes_programme_id"), "funding_notes", ["programme_id"])
    op.create_table(
        "funding_sketches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("version >= 1", name=op.f("ck_funding_sketches_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_funding_sketches_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_sketches")),
        sa.UniqueConstraint(
            "challenge_id", "version", name=op.f("uq_funding_sketches_challenge_id_version")
        ),
    )
    _refuse()


def _programmes() -> None:
    op.create_table(
        "funding_programmes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=200), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column(
            "level",
            _enum("fundinglevel", "eu", "bund", "land", "kreis", "sonstige"),
            nullable=False,
        ),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("applicants", _json(), nullable=False),
        sa.Column(
            "partner",
            _enum("fundingpartner", "noetig", "moeglich", "nicht_vorgesehen"),
            nullable=True,
        ),
        sa.Column("stages", _json(), nullable=False),
        sa.Column("formats", _json(), nullable=False),
        sa.Column("themes", _json(), nullable=False),
        sa.Column(
            "region",
            _enum("fundingregion", "europa", "deutschland", "nrw", "kreis_unna", "gemeinden"),
            nullable=True,
        ),
        sa.Column("places", _json(), nullable=False),
        sa.Column("rate", sa.String(length=200), nullable=False),
        sa.Column("maximum", sa.String(length=200), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("source_address", sa.String(length=300), nullable=False),
        sa.Column("source_kind", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_by_id", sa.Uuid(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "checked_on IS NULL OR source_address <> ''",
            name=op.f("ck_funding_programmes_checked_by_a_source"),
        ),
        sa.CheckConstraint(
            "source_address <> '' OR (rate = '' AND maximum = '' AND deadline_on IS NULL)",
            name=op.f("ck_funding_programmes_figures_have_a_source"),
        ),
        sa.CheckConstraint(
            "valid_from IS NULL OR valid_until IS NULL OR valid_from <= valid_until",
            name=op.f("ck_funding_programmes_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["accounts.id"],
            name=op.f("fk_funding_programmes_checked_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_programmes")),
    )
    op.create_index(
        op.f("ix_funding_programmes_checked_by_id"), "funding_programmes", ["checked_by_id"]
    )
    op.create_table(
        "funding_revisions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            _enum(
                "fundingchange",
                "angelegt", "geaendert", "geprueft", "archiviert", "wieder_aufgenommen",
            ),
            nullable=False,
        ),
        sa.Column("changes", _json(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["funding_programmes.id"],
            name=op.f("fk_funding_revisions_programme_id"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_funding_revisions")),
    )  # fmt: skip
    op.create_index(
        op.f("ix_funding_revisions_programme_id"), "funding_revisions", ["programme_id"]
    )


def downgrade() -> None:
    for table in (*OF_A_CASE, KEPT, "funding_programmes"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION funding_refuses()")


def _refuse() -> None:
    """Let the database itself refuse to change, and of the history also to delete."""
    verbs = [(KEPT, "UPDATE"), (KEPT, "DELETE"), *((each, "UPDATE") for each in OF_A_CASE)]
    if op.get_bind().dialect.name == "sqlite":
        for table, verb in verbs:
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'this is only ever added to'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION funding_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'this is only ever added to'; END $$"
    )
    for table, verb in verbs:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION funding_refuses()"
        )
