"""A word of its own in every text column of a case, and who may meet it at which stage."""

from dataclasses import dataclass

from sqlalchemy import JSON, Enum, String, update
from sqlalchemy.orm import Session

from models import Base, ConflictOfInterest, Exclusion, Flag, FlagReason
from models.funding_case import PARTS
from models.matrix import Matrix, Party, Stage, Verb, Who
from tests.confidentiality.worlds import World, rows_of

LEAD, SAME, OTHER = (
    Party.MANAGER_LEAD, Party.MANAGER_SAME_UNIVERSITY, Party.MANAGER_OTHER_UNIVERSITY,
)  # fmt: skip
COMPANY, PROFESSOR, ADMIN = Party.COMPANY_OWN, Party.PROFESSOR_ASKED, Party.ADMIN
ACCOUNT = "account"
"""The word of the matrix for what administrators read of accounts, whatever the stage."""


@dataclass(frozen=True)
class Shown:
    """To whom a column is shown: readers of these objects, without those who read them otherwise.

    To all of them at every stage, or, where something is told only now and then, at least to one.
    """

    objects: tuple[str, ...]
    without: frozenset[Party] = frozenset()
    at_least: tuple[Party, Stage] | None = None

    def may(self, matrix: Matrix, who: Who, stage: Stage) -> bool:
        """Whether the matrix lets somebody read the column at a stage."""
        party = matrix.party(who)
        cells = [matrix.cell(each, Verb.READ, party) for each in self.objects]
        return party not in self.without and any(
            cell.allows(stage) or ACCOUNT in cell.scopes for cell in cells
        )

    def must(self, matrix: Matrix, who: Who, stage: Stage) -> bool:
        """Whether the column has to stand on some page, so that the others are not just empty."""
        if self.at_least is None:
            return self.may(matrix, who, stage)
        return self.at_least == (matrix.party(who), stage)


def shown(*objects: str, without: object = (), at_least: object = None) -> Shown:
    return Shown(objects, frozenset(without), at_least)


AUDIENCE: dict[str, Shown] = {
    "challenge.reference": shown("O0"),
    "challenge.title": shown("O1"),
    "challenge.description": shown("O1"),
    "challenge.message_to_company": shown(
        "O8", without={PROFESSOR, OTHER}, at_least=(COMPANY, Stage.CLOSED)
    ),
    "challenge.outcome_note": shown(
        "O8", without={COMPANY, PROFESSOR, OTHER}, at_least=(LEAD, Stage.CLOSED)
    ),
    "company.name": shown("O3"),
    "company_account.email": shown("O3"),
    "company_account.display_name": shown("O3"),
    "company_account.phone": shown("O3", without={ADMIN}),
    "exclusion.organisation": shown(
        "O1", without={PROFESSOR}, at_least=(COMPANY, Stage.SUBMITTED)
    ),
    "kept_attachment.name": shown("O1", without={PROFESSOR}),
    "kept_attachment.text": shown("O1", without={PROFESSOR}),
    "attachment.name": shown("O1"),
    "teaser.text": shown("O2", without={SAME, OTHER, PROFESSOR}, at_least=(LEAD, Stage.SUBMITTED)),
    "teaser.comment": shown("O2", without={SAME, OTHER, PROFESSOR}),
    "aspect.text": shown("O7"),
    "evidence.statement": shown("O6", "O7", at_least=(PROFESSOR, Stage.TEASER_SENT)),
    "evidence.pairs": shown("O7"),
    "flag.statement": shown("O7"),
    "decision.note": shown("O8", without={COMPANY, PROFESSOR, OTHER}),
    "introduction.consent_note": shown("O8", without={COMPANY, PROFESSOR, OTHER}),
    "introduction.meeting_note": shown("O9"),
    "flow.wording": shown("flow"),
    "flow.contaminants": shown("flow"),
    "message.text": shown("messages"),
    "appointment.place": shown("O9"),
    "gap.topic": shown("gap"),
    "topic_gap_entry.text": shown("topic_gap"),
    "follow_up.remark": shown("follow_up"),
    "comment.text": shown("comments"),
    "hand_over.note": shown("comments"),
    "professor.email": shown("O5_contact"),
    "professor.phone": shown("O5_contact", without={ADMIN}),
    "professor.display_name": shown("O5_contact", "O6", at_least=(LEAD, Stage.PROPOSALS)),
    "tie.organisation": shown("O5", without={LEAD, SAME, OTHER, ADMIN}),
    "profile.unwanted_topics": shown("O5", without={LEAD, SAME, OTHER, ADMIN}),
}  # fmt: skip
"""By row and column. Everything else of a case stands in ELSEWHERE, with the reason."""

CODES = {
    "api_tokens.scopes", "atlas_cells.theme", "atlas_half_years.half_year",
    "audit_entries.chain_hash", "audit_entries.object_type", "audit_entries.verb",
    "language_models.name", "language_models.sha256", "matches.features",
    "fusion_versions.version", "fusion_versions.shipped_version", "fusion_versions.coefficients",
    "fusion_versions.model_sha256", "need_snapshots.text_version", "profile_snapshots.version",
    "model_switches.setting", "statement_vectors.text_sha256",
    "municipalities.ags", "companies.industry_code", "companies.organisation_key",
    "companies.sort_key", "accounts.language", "accounts.mail_domain", "challenges.language",
    "conflicts_of_interest.organisation_key", "exclusions.organisation_key", "profiles.sort_key",
    "neighbours.sort_key", "gaps.known_profiles",
    "funding_programmes.sort_key", "funding_programmes.applicants", "funding_programmes.stages",
    "funding_programmes.formats", "funding_programmes.themes", "funding_programmes.places",
    "indicator_entries.rule", "indicator_entries.sector", "indicator_entries.theme",
    "indicator_entries.unit", "indicator_freezes.report", "indicator_freezes.sha256",
    "indicator_sources.rule", "indicator_targets.rule",
    "attachments.sha256", "attachments.clean_sha256", "competences.language",
    "competences.text_hash", "match_runs.text_version", "match_runs.model",
    "match_runs.profile_versions", "match_runs.parts", "matches.part_chances",
    "teasers.text_version", "radar_entries.text_version",
    "radar_interests.text_version", "introductions.professor_consented_to",
    "introductions.company_consented_to", "jobs.model_name", "outgoing_mails.template",
    "interim_needs.language", "wordings.kind", "wordings.language",
    "received_posts.path", "received_posts.location", "other_events.uid",
    "joint_members.text_version", "joint_projects.key", "material_flows.material",
    "found_themes.theme", "theme_corrections.theme", "theme_corrections.vocabulary",
    "theme_readings.model_sha256", "theme_readings.text_version", "theme_readings.vocabulary",
    "topic_gap_editions.figures", "topic_gap_editions.themes",
    "topic_gap_editions.vocabulary", "topic_gap_freezes.half_year", "topic_gap_needs.spans",
    "topic_gap_needs.text_version", "topic_gap_readings.model_sha256",
    "topic_gap_readings.vocabulary",
    "workshop_dots.voter", "workshop_notes.key", "workshop_participants.areas",
    "workshop_participants.code", "workshop_participants.industry_code", "workshop_tables.code",
}  # fmt: skip
"""Hashes, keys and words of the program's own: nobody writes them."""
SECRETS = {
    "accounts.password_hash", "api_tokens.key_hash", "api_tokens.session_token",
    "accounts.session_token", "browser_sessions.key_hash",
    "browser_sessions.session_token", "interim_needs.key_hash",
    "second_factors.sealed_secret",
    "second_factors.recovery_hashes",
}  # fmt: skip
"""Shown to nobody; tests/hostile/test_secrets.py looks for them."""
PUBLIC = {
    "municipalities.name", "municipalities.sort_key", "supporting_organisations.name",
    "supporting_organisations.sort_key", "universities.name", "universities.short",
    "universities.sort_key", "campuses.name", "campuses.sort_key", "departments.name",
    "departments.sort_key", "profiles.chair", "profiles.summary", "competences.text",
    "other_events.link", "other_events.organiser", "other_events.place", "other_events.summary",
    "other_events.title", "funding_programmes.name", "funding_programmes.provider",
    "funding_programmes.purpose", "funding_programmes.rate", "funding_programmes.maximum",
    "funding_programmes.source_address", "funding_programmes.source_kind",
}  # fmt: skip
ELSEWHERE = {
    "accessibility_reports.page": "for administrators alone, tests/webapp/test_barriers.py",
    "accessibility_reports.reach": "for administrators alone, tests/webapp/test_barriers.py",
    "accessibility_reports.text": "for administrators alone, tests/webapp/test_barriers.py",
    "api_tokens.name": "on the own account alone, tests/webapp/test_api_tokens.py",
    "audit_entries.detail": "holds no text, tests/webapp/test_audit_chain.py",
    "browser_sessions.device": "on the own account alone, tests/webapp/test_accounts_sessions.py",
    "competences.origin": "on the owner's own page alone, tests/webapp/test_importing.py",
    "confirmations.decision": "while it waits, tests/webapp/test_casework_confirming.py",
    "confirmations.message": "while it waits, tests/webapp/test_casework_confirming.py",
    "confirmations.reason": "while it waits, tests/webapp/test_casework_confirming.py",
    "companies.contact_name": "without an account, tests/webapp/test_introductions_meeting.py",
    "companies.contact_phone": "without an account, tests/webapp/test_introductions_meeting.py",
    "attachments.notes": "on the page of one file, tests/webapp/test_attachments.py",
    "emergencies.reason": "among administrators, tests/webapp/test_emergencies.py",
    "funding_programmes.note": "of no case, tests/webapp/test_funding_programmes.py",
    "funding_revisions.changes": "of no case, tests/webapp/test_funding_programmes.py",
    **dict.fromkeys(
        ("funding_notes.reason", "funding_notes.source"),
        "cannot be changed, so tests/webapp/test_funding_cases.py",
    ),
    **dict.fromkeys(
        (f"funding_sketches.{each}" for each in ("title", *PARTS)),
        "cannot be changed, so tests/webapp/test_funding_sketch.py",
    ),
    "indicator_freezes.document": "names no case, tests/webapp/test_indicators_freezes.py",
    "indicator_freezes.purpose": "of no case, tests/webapp/test_indicators_freezes.py",
    "indicator_sources.note": "cannot be changed, so tests/webapp/test_indicators_pages.py",
    "evidence.words": "marks the words of the aspect",
    "interim_needs.email": "of one browser alone, tests/webapp/test_describing.py",
    "interim_needs.fields": "of one browser alone, tests/webapp/test_describing.py",
    "introductions.decline_note": "of declined enquiries, test_introductions_confidentiality.py",
    **dict.fromkeys(
        (
            "joint_members.consent_note",
            "joint_members.shown",
            "joint_projects.message",
            "joint_projects.next_step",
        ),
        "of several cases, tests/webapp/test_joint_projects.py",
    ),
    "jobs.last_error": "tests/hostile/test_secrets.py",
    "saved_views.name": "of one manager alone, tests/webapp/test_review_desk.py",
    "saved_views.choices": "of one manager alone, tests/webapp/test_review_desk.py",
    "wordings.text": "a university's own, without a case: tests/webapp/test_documents.py",
    "outgoing_mails.address": "tests/hostile/test_mails.py",
    "outgoing_mails.subject": "tests/hostile/test_mails.py",
    "outgoing_mails.body": "tests/hostile/test_mails.py",
    "need_snapshots.description": "terminal, own data: tests/webapp/test_own_data.py",
    "need_snapshots.title": "terminal, own data: tests/webapp/test_own_data.py",
    "outgoing_mails.last_error": "tests/hostile/test_secrets.py",
    "profile_snapshots.heading": "terminal, own data: tests/webapp/test_own_data.py",
    "profile_snapshots.statements": "terminal, own data: tests/webapp/test_own_data.py",
    "profile_snapshots.summary": "terminal, own data: tests/webapp/test_own_data.py",
    "neighbours.name": "of no case, tests/webapp/test_neighbours.py",
    "neighbours.good_for": "of no case, tests/webapp/test_neighbours.py",
    "neighbours.web_address": "of no case, tests/webapp/test_neighbours.py",
    "neighbours.contact": "of no case, tests/webapp/test_neighbours.py",
    "visits.fields": "of one scout and one mailbox alone, tests/webapp/test_visits.py",
    **dict.fromkeys(
        (
            "workshops.contact",
            "workshops.next_steps",
            "workshops.place",
            "workshops.summary",
            "workshops.title",
            "workshop_agenda.title",
            "workshop_tables.name",
        ),
        "of no case; public once announced, tests/webapp/test_workshops.py",
    ),
    **dict.fromkeys(
        (
            "workshop_participants.email",
            "workshop_participants.name",
            "workshop_participants.organisation",
        ),
        "for those who run the day, tests/webapp/test_workshops_participants.py",
    ),
    "workshop_plannings.changes": "for those who run the day, tests/webapp/test_workshop_talks.py",
    "workshop_clusters.title": "of no case, tests/webapp/test_workshop_notes_wall.py",
    "workshop_notes.text": "of no case, tests/webapp/test_workshop_notes_moderation.py",
    "visits.email": "of one scout and one mailbox alone, tests/webapp/test_visits.py",
}
"""Proven by a test of its own, because pages show it only now and then."""


def is_text(column: object) -> bool:
    """Whether somebody could have written a word into a column."""
    kind = column.type
    return (
        isinstance(kind, String | JSON) and not isinstance(kind, Enum) and not column.foreign_keys
    )


def columns_without_audience() -> set[str]:
    """Text columns of the whole schema of which nobody said who may read them."""
    planted = {f"{TABLES[name.split('.')[0]]}.{name.split('.')[1]}" for name in AUDIENCE}
    every = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if is_text(column)
    }
    return every ^ (planted | CODES | SECRETS | PUBLIC | ELSEWHERE.keys())


TABLES = {
    "challenge": "challenges", "company": "companies", "company_account": "accounts",
    "exclusion": "exclusions", "attachment": "attachments", "kept_attachment": "attachments",
    "teaser": "teasers", "aspect": "aspects", "evidence": "evidence", "flag": "flags",
    "decision": "decisions", "introduction": "introductions", "professor": "accounts",
    "tie": "conflicts_of_interest", "profile": "profiles", "message": "messages",
    "appointment": "appointments", "gap": "gaps", "flow": "material_flows",
    "topic_gap_entry": "topic_gap_entries",
    "follow_up": "follow_ups", "comment": "comments", "hand_over": "hand_overs",
}  # fmt: skip


def plant(session: Session, world: World) -> dict[str, str]:
    """Write a word of its own into each column of the case at its stage; the words by column."""
    rows = _rows(session, world)
    words = {}
    for number, name in enumerate(AUDIENCE):
        # Seven letters, because a reference has no room for more.
        row, column = name.split(".")
        is_decided = name == "teaser.text" and world.stage not in {Stage.DRAFT, Stage.SUBMITTED}
        if rows.get(row) is None or is_decided:
            continue
        table = Base.metadata.tables[TABLES[row]]
        word = f"zq{number:02}xqz"
        value = {
            "email": f"{word}@firma.example",
            "pairs": [[word, word]],
            "unwanted_topics": [word],
        }.get(column, word)
        key = {each.name: getattr(rows[row], each.name) for each in table.primary_key}
        session.execute(update(table).filter_by(**key).values({column: value}))
        words[name] = word
    return words


def misplaced(world: World, party: Who, matrix: Matrix, words: dict[str, str], pages: str):
    """Columns that somebody reads who may not, or does not although they may."""
    for name, word in words.items():
        audience, there = AUDIENCE[name], word in pages
        if there and not audience.may(matrix, party, world.stage):
            yield f"{name} is shown to {party.value} at {world.stage.value}"
        if not there and audience.must(matrix, party, world.stage):
            yield f"{name} is not shown to {party.value} at {world.stage.value}"


def _rows(session: Session, world: World) -> dict[str, object]:
    rows = rows_of(session, world)
    exclusion = Exclusion(challenge_id=rows.challenge.id, organisation="Rivale GmbH")
    professor = rows.users[PROFESSOR]
    tie = ConflictOfInterest(
        account_id=professor.id, organisation="Zulieferwerk", declared_at=rows.challenge.created_at
    )
    session.add_all([exclusion, tie])
    found = {
        "challenge": rows.challenge, "company": rows.challenge.company,
        "company_account": rows.users[COMPANY], "exclusion": exclusion, "tie": tie,
        "attachment": rows.attachment, "kept_attachment": rows.kept_attachment,
        "teaser": rows.teaser, "professor": professor, "profile": rows.profile,
        "message": rows.message, "flow": rows.flow,
        "appointment": rows.appointment, "gap": rows.gap,
        "topic_gap_entry": rows.topic_gap_entry,
        "follow_up": rows.follow_up, "comment": rows.comment, "hand_over": rows.hand_over,
    }  # fmt: skip
    if rows.match is not None:
        flag = Flag(match_id=rows.match.id, position=0, statement="Alles", reason=FlagReason.LISTED)
        session.add(flag)
        found |= {
            "aspect": rows.match.run.aspects[0], "evidence": rows.match.evidence[0], "flag": flag,
            "decision": rows.match.decision, "introduction": rows.introduction,
        }  # fmt: skip
    session.flush()
    return found
