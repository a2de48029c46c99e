"""Every indicator a second time, in SQL written for it alone: nothing of the product is used.

Each query gives the reference of its case, or of its workshop the id, with the value; a test adds
them up and compares both sums and lists with the ledger.
"""

from sqlalchemy import text

KNOWN = """c.state IN ('eingereicht', 'in_pruefung', 'abgeschlossen')
    AND (c.embargo_until IS NULL OR c.embargo_until <= :now)"""
COUNTED = {
    "bedarfe": f"SELECT c.id AS source, 1 AS value FROM challenges c WHERE {KNOWN}",
    "kontakte": f"""
        SELECT c.id AS source, 1 AS value FROM challenges c WHERE {KNOWN}
        UNION ALL
        SELECT p.id, 1 FROM workshop_participants p
        WHERE p.side = 'unternehmen' AND p.checked_in_at IS NOT NULL""",
    "vermittlungen": f"""
        SELECT i.id AS source, 1 AS value FROM introductions i
        JOIN challenges c ON c.id = i.challenge_id
        WHERE {KNOWN} AND i.professor_consented_at IS NOT NULL
        AND i.company_consented_at IS NOT NULL AND i.state = 'vermittelt'""",
    "erstgespraeche": f"""
        SELECT i.id AS source, 1 AS value FROM introductions i
        JOIN challenges c ON c.id = i.challenge_id
        WHERE {KNOWN} AND i.met_on IS NOT NULL""",
    "kooperationen": f"""
        SELECT c.id AS source, 1 AS value FROM challenges c WHERE {KNOWN} AND c.outcome IN
        ('projekt', 'abschlussarbeit', 'beratung', 'weiterbildung', 'im_gespraech_geloest')""",
    "ohne_treffer": f"""
        SELECT c.id AS source, 1 AS value FROM challenges c
        WHERE {KNOWN} AND c.outcome = 'kein_treffer'""",
    "thema_fehlt": f"""
        SELECT c.id AS source, 1 AS value FROM challenges c
        JOIN no_matches n ON n.challenge_id = c.id
        WHERE {KNOWN} AND c.outcome = 'kein_treffer' AND n.reason = 'thema_fehlt'""",
    "abschlussarbeiten": f"""
        SELECT c.id AS source, 1 AS value FROM challenges c
        WHERE {KNOWN} AND c.outcome = 'abschlussarbeit'""",
}
"""What counts as one, by rule: the row it rests on."""

SECONDS = {
    "sqlite": "(julianday({end}) - julianday({begin})) * 86400.0",
    "postgresql": "EXTRACT(EPOCH FROM ({end} - {begin}))",
}
WAITED = {
    "antwort_unternehmen": f"""
        SELECT source, {{seconds}} AS value FROM (
            SELECT c.id AS source, c.submitted_at AS begun,
            CASE WHEN t.shown_at IS NULL THEN c.closed_at WHEN c.closed_at IS NULL THEN t.shown_at
            WHEN t.shown_at < c.closed_at THEN t.shown_at ELSE c.closed_at END AS ended
            FROM challenges c LEFT JOIN (
                SELECT challenge_id, MIN(presented_at) AS shown_at FROM teasers
                WHERE presented_at IS NOT NULL GROUP BY challenge_id
            ) t ON t.challenge_id = c.id WHERE {KNOWN}
        ) waits WHERE ended IS NOT NULL""",
    "antwort_lehrgebiet": f"""
        SELECT source, {{seconds}} AS value FROM (
            SELECT i.id AS source, COALESCE(i.renewed_at, i.asked_at) AS begun,
            COALESCE(i.professor_consented_at,
                CASE WHEN i.state = 'abgelehnt' THEN (
                    SELECT MAX(a.at) FROM audit_entries a
                    WHERE a.verb = 'abgesagt' AND a.object_id = i.id
                ) END) AS ended
            FROM introductions i JOIN challenges c ON c.id = i.challenge_id WHERE {KNOWN}
        ) waits WHERE begun IS NOT NULL AND ended IS NOT NULL""",
}
"""How long somebody waited in seconds, by rule."""

REPORTED = """
    SELECT s.challenge_id AS source, e.thousandths AS value FROM indicator_sources s
    JOIN indicator_entries e ON e.id = s.entry_id
    JOIN (
        SELECT rule, source_id, MAX(revision) AS newest FROM indicator_sources
        GROUP BY rule, source_id
    ) last ON last.rule = s.rule AND last.source_id = s.source_id AND last.newest = s.revision
    WHERE s.rule = :rule AND e.is_void = :false"""
"""The newest report of each case."""

STANDING = """
    SELECT s.source_id AS source, e.thousandths AS value FROM indicator_entries e
    JOIN indicator_sources s ON s.entry_id = e.id
    WHERE e.rule = :rule AND e.is_void = :false AND e.id NOT IN (
        SELECT supersedes_id FROM indicator_entries WHERE supersedes_id IS NOT NULL
    )"""
"""What counts in the ledger."""


def recount(session, rule: str, now) -> dict[str, float]:
    """By row what an indicator counts, in thousandths, from the rows of the service itself."""
    dialect = session.get_bind().dialect.name
    if rule in COUNTED:
        query, scale = COUNTED[rule], 1000
    elif rule in WAITED:
        seconds = SECONDS[dialect].format(begin="begun", end="ended")
        query, scale = WAITED[rule].format(seconds=seconds), 1 / 86.4
    else:
        query, scale = REPORTED, 1
    return _rows(session, query, rule, now, scale)


def standing(session, rule: str) -> dict[str, float]:
    """The same, as the ledger has it."""
    return _rows(session, STANDING, rule, None, 1)


def _rows(session, query: str, rule: str, now, scale: float) -> dict[str, float]:
    known = {"rule": rule, "false": False}
    if now is not None:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        known["now"] = now.strftime("%Y-%m-%d %H:%M:%S.%f") if is_sqlite else now
    used = {name: value for name, value in known.items() if f":{name}" in query}
    rows = session.execute(text(query), used).all()
    found = {_plain(row.source): float(row.value) * scale for row in rows}
    assert len(found) == len(rows), rule
    return found


def _plain(key) -> str:
    return key if isinstance(key, str) else key.hex


READABLE = """
    SELECT e.thousandths AS value, s.source_id AS source FROM indicator_entries e
    JOIN indicator_sources s ON s.entry_id = e.id
    LEFT JOIN challenges c ON c.id = s.challenge_id
    LEFT JOIN companies f ON f.id = c.company_id
    WHERE e.rule = :rule AND e.is_void = :false
    AND e.occurred_on >= :first AND e.occurred_on < :after
    AND NOT EXISTS (SELECT 1 FROM indicator_entries n WHERE n.supersedes_id = e.id)
    AND (s.workshop_id IS NOT NULL OR (
        c.state IN ('eingereicht', 'in_pruefung', 'abgeschlossen')
        AND (c.lead_id = :reader OR (c.lead_id IS NULL AND c.state <> 'abgeschlossen')
            OR (c.lead_id IS NOT NULL AND c.id IN (
                SELECT d.challenge_id FROM case_deputies d WHERE d.account_id = :reader)))
        AND f.organisation_key NOT IN (
            SELECT t.organisation_key FROM conflicts_of_interest t WHERE t.account_id = :reader)
        AND NOT EXISTS (SELECT 1 FROM exclusions x WHERE x.challenge_id = c.id AND (
            x.university_id = (SELECT a.university_id FROM accounts a WHERE a.id = :reader)
            OR x.organisation_key IN (
                SELECT t.organisation_key FROM conflicts_of_interest t
                WHERE t.account_id = :reader)))
    ))"""
"""What one manager may count, in the words of the matrix."""


def readable(session, rule: str, reader, first, after, now) -> list[int]:
    """The values that somebody counts in a period."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    known = {
        "rule": rule, "false": False,
        "first": first.isoformat() if is_sqlite else first,
        "after": after.isoformat() if is_sqlite else after,
        "reader": reader.hex if is_sqlite else reader,
    }  # fmt: skip
    return [row.value for row in session.execute(text(READABLE), known)]
