"""audit entries that vouch for one another and that nobody can change"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ENTRIES = sa.table(
    "audit_entries",
    sa.column("sequence", sa.Integer()),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("actor_id", sa.Uuid()),
    sa.column("verb", sa.String()),
    sa.column("object_type", sa.String()),
    sa.column("object_id", sa.Uuid()),
    sa.column("challenge_id", sa.Uuid()),
    sa.column("detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
    sa.column("chain_hash", sa.String()),
)
BATCH = 1000

REFUSAL = {
    "sqlite": [
        f"CREATE TRIGGER audit_entries_refuse_{verb.lower()} BEFORE {verb} ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit entries are only ever added'; END $$",
        "CREATE TRIGGER audit_entries_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()",
    ],
}
CONSENT = {
    "sqlite": [f"DROP TRIGGER audit_entries_refuse_{verb}" for verb in ("update", "delete")],
    "postgresql": [
        "DROP TRIGGER audit_entries_refuse ON audit_entries",
        "DROP FUNCTION audit_entries_refuse()",
    ],
}


def upgrade() -> None:
    database = op.get_bind().dialect.name
    with op.batch_alter_table("audit_entries") as batch_op:
        batch_op.drop_constraint("fk_audit_entries_actor_id", type_="foreignkey")
        batch_op.drop_index("ix_audit_entries_challenge_id")
        batch_op.add_column(
            sa.Column("chain_hash", sa.String(length=64), server_default="", nullable=False)
        )
        batch_op.create_index("ix_audit_entries_challenge_id_at", ["challenge_id", "at"])
    _chain_what_is_there()
    with op.batch_alter_table("audit_entries") as batch_op:
        batch_op.alter_column("chain_hash", server_default=None)
    if database == "postgresql":
        op.execute("ALTER TABLE audit_entries ALTER COLUMN sequence DROP DEFAULT")
        op.execute("DROP SEQUENCE audit_entries_sequence_seq")
    for statement in REFUSAL[database]:
        op.execute(statement)


def downgrade() -> None:
    database = op.get_bind().dialect.name
    for statement in CONSENT[database]:
        op.execute(statement)
    op.execute(
        "UPDATE audit_entries SET actor_id = NULL WHERE actor_id NOT IN (SELECT id FROM accounts)"
    )
    with op.batch_alter_table("audit_entries") as batch_op:
        batch_op.drop_index("ix_audit_entries_challenge_id_at")
        batch_op.drop_column("chain_hash")
        batch_op.create_index("ix_audit_entries_challenge_id", ["challenge_id"])
        batch_op.create_foreign_key(
            "fk_audit_entries_actor_id", "accounts", ["actor_id"], ["id"]
        )
    if database == "postgresql":
        op.execute("CREATE SEQUENCE audit_entries_sequence_seq OWNED BY audit_entries.sequence")
        op.execute(
            "SELECT setval('audit_entries_sequence_seq',"
            " (SELECT coalesce(max(sequence), 0) + 1 FROM audit_entries), false)"
        )
        op.execute(
            "ALTER TABLE audit_entries ALTER COLUMN sequence"
            " SET DEFAULT nextval('audit_entries_sequence_seq')"
        )


def _chain_what_is_there() -> None:
    connection = op.get_bind()
    last, number, chain_hash = 0, 0, "0" * 64
    # A number never grows, so what is still to be read lies beyond what was read.
    change = (
        sa.update(ENTRIES)
        .where(ENTRIES.c.sequence == sa.bindparam("old"))
        .values(sequence=sa.bindparam("new"), chain_hash=sa.bindparam("hashed"))
    )
    unread = sa.select(ENTRIES).order_by(ENTRIES.c.sequence).limit(BATCH)
    while rows := connection.execute(unread.where(ENTRIES.c.sequence > last)).all():
        changes = []
        for row in rows:
            last, number = row.sequence, number + 1
            chain_hash = _hash(chain_hash, number, row)
            changes.append({"old": row.sequence, "new": number, "hashed": chain_hash})
        connection.execute(change, changes)


def _hash(previous_hash: str, number: int, row: Any) -> str:
    at: datetime = row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)
    ids = [each.hex if each else None for each in (row.actor_id, row.object_id, row.challenge_id)]
    facts = (
        number, at.astimezone(UTC).isoformat(timespec="microseconds"), ids[0], row.verb,
        row.object_type, ids[1], ids[2], row.detail,
    )
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous_hash}{canonical}".encode("ascii")).hexdigest()
