"""embargo, exclusions, conflicts of interest, agreements signed, consent to one text, scouts"""

import hashlib
import re
import unicodedata
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ROLES = ["unternehmen", "professor", "transferstelle", "unterstuetzer", "administration"]
WITH_SCOUT = [*ROLES[:4], "scout", ROLES[4]]
LEGAL_FORMS = frozenset(
    "ag bv co eg ek ev gbr ggmbh gmbh haftungsbeschrankt inc kg kgaa ltd mbh ohg partg partgmbb se "
    "ug und".split()
)
ONE_TEXT = (
    "ck_introductions_both_consented_to_one_text",
    "state <> 'vermittelt' OR professor_consented_to = company_consented_to",
)
NDA_LATER = (
    "ck_introductions_nda_after_introduction",
    "state = 'vermittelt' OR (nda_company_signed_on IS NULL AND nda_professor_signed_on IS NULL)",
)


def upgrade() -> None:
    op.create_table(
        "exclusions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("university_id", sa.Uuid(), nullable=True),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=True),
        sa.Column("organisation_key", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "CASE WHEN university_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN profile_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN organisation IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_exclusions_excludes_one"),
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_exclusions_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_exclusions_profile_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["university_id"], ["universities.id"], name=op.f("fk_exclusions_university_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusions")),
    )
    op.create_index(op.f("ix_exclusions_challenge_id"), "exclusions", ["challenge_id"])
    op.create_index(op.f("ix_exclusions_profile_id"), "exclusions", ["profile_id"])
    op.create_table(
        "conflicts_of_interest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("organisation_key", sa.String(length=200), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_conflicts_of_interest_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts_of_interest")),
    )
    op.create_index(
        op.f("ix_conflicts_of_interest_account_id"), "conflicts_of_interest", ["account_id"]
    )
    op.add_column("challenges", sa.Column("embargo_until", sa.DateTime(timezone=True)))
    op.add_column(
        "challenges",
        sa.Column("nda_required", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("introductions", sa.Column("nda_company_signed_on", sa.Date()))
    op.add_column("introductions", sa.Column("nda_professor_signed_on", sa.Date()))
    op.add_column(
        "companies",
        sa.Column("organisation_key", sa.String(length=200), server_default="", nullable=False),
    )
    op.add_column(
        "teasers",
        sa.Column("text_version", sa.String(length=64), server_default="", nullable=False),
    )
    _fill("companies", "name", "organisation_key", _organisation_key)
    _fill("teasers", "text", "text_version", lambda text: hashlib.sha256(text.encode()).hexdigest())
    _add_check("introductions", *ONE_TEXT)
    _add_check("introductions", *NDA_LATER)
    _replace_check("accounts", "role", _one_of(ROLES), _one_of(WITH_SCOUT))
    _replace_check(
        "accounts", "ck_accounts_supporter_has_organisation",
        "(role = 'unterstuetzer') = (organisation_id IS NOT NULL)",
        "(role IN ('unterstuetzer', 'scout')) = (organisation_id IS NOT NULL)",
    )


def downgrade() -> None:
    op.execute("UPDATE accounts SET role = 'unterstuetzer' WHERE role = 'scout'")
    _replace_check(
        "accounts", "ck_accounts_supporter_has_organisation",
        "(role IN ('unterstuetzer', 'scout')) = (organisation_id IS NOT NULL)",
        "(role = 'unterstuetzer') = (organisation_id IS NOT NULL)",
    )
    _replace_check("accounts", "role", _one_of(WITH_SCOUT), _one_of(ROLES))
    _drop_check("introductions", *NDA_LATER)
    _drop_check("introductions", *ONE_TEXT)
    op.drop_column("teasers", "text_version")
    op.drop_column("companies", "organisation_key")
    op.drop_column("introductions", "nda_professor_signed_on")
    op.drop_column("introductions", "nda_company_signed_on")
    op.drop_column("challenges", "nda_required")
    op.drop_column("challenges", "embargo_until")
    op.drop_table("conflicts_of_interest")
    op.drop_table("exclusions")


def _one_of(roles: list[str]) -> str:
    return "role IN (" + ", ".join(f"'{each}'" for each in roles) + ")"


def _add_check(table: str, name: str, condition: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.create_check_constraint(op.f(name), table, condition)
        return
    schema = _sqlite_schema(table)
    body = schema.rstrip().removesuffix(")").rstrip()
    _set_sqlite_schema(table, f"{body}, \n\tCONSTRAINT {name} CHECK ({condition})\n)")


def _drop_check(table: str, name: str, condition: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(name), table, type_="check")
        return
    written = f", \n\tCONSTRAINT {name} CHECK ({condition})"
    schema = _sqlite_schema(table)
    assert written in schema, schema
    _set_sqlite_schema(table, schema.replace(written, ""))


def _replace_check(table: str, name: str, old: str, new: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        inspector = sa.inspect(op.get_bind())
        known = {each["name"] for each in inspector.get_check_constraints(table)}
        real = name if name in known else f"ck_{table}_{name}"
        op.drop_constraint(op.f(real), table, type_="check")
        op.create_check_constraint(op.f(real), table, new)
        return
    schema = _sqlite_schema(table)
    assert old in schema, schema
    _set_sqlite_schema(table, schema.replace(old, new))


def _sqlite_schema(table: str) -> str:
    found = op.get_bind().execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"),
        {"name": table},
    )
    return str(found.scalar_one())


def _set_sqlite_schema(table: str, schema: str) -> None:
    # Copying the table, the other way, would delete the rows that refer to it; SQLite's manual
    # describes this one for checks, which do not change how rows are stored.
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :name"),
        {"sql": schema, "name": table},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def _fill(table: str, source: str, target: str, make: Callable[[str], str]) -> None:
    rows = sa.table(table, sa.column("id", sa.Uuid()), sa.column(source), sa.column(target))
    connection = op.get_bind()
    for row_id, text in connection.execute(sa.select(rows.c.id, rows.c[source])).all():
        change = sa.update(rows).where(rows.c.id == row_id).values({target: make(text)})
        connection.execute(change)


def _organisation_key(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", re.sub(r"(?<=\b\w)\.", "", name).casefold())
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))[:200]
    words = re.findall(r"[^\W_]+", re.sub("([aou])e", r"\1", bare))
    return " ".join([each for each in words if each not in LEGAL_FORMS] or words)
