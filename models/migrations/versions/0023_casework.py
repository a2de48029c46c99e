"""deputies, hand-overs, comments, second pairs of eyes, and the deadlines of the desk"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('desk_rules',
    sa.Column('university_id', sa.Uuid(), nullable=False),
    sa.Column('alternate_id', sa.Uuid(), nullable=True),
    sa.Column('confirms_asking', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('confirms_no_match', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['alternate_id'], ['accounts.id'], name=op.f('fk_desk_rules_alternate_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['university_id'], ['universities.id'], name=op.f('fk_desk_rules_university_id')),
    sa.PrimaryKeyConstraint('university_id', name=op.f('pk_desk_rules'))
    )
    op.create_table('standing_deputies',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('university_id', sa.Uuid(), nullable=False),
    sa.Column('deputy_id', sa.Uuid(), nullable=False),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('account_id <> deputy_id', name=op.f('ck_standing_deputies_nobody_stands_in_for_themselves')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_standing_deputies_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['deputy_id'], ['accounts.id'], name=op.f('fk_standing_deputies_deputy_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['university_id'], ['universities.id'], name=op.f('fk_standing_deputies_university_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standing_deputies')),
    sa.UniqueConstraint('account_id', 'university_id', name=op.f('uq_standing_deputies_account_id_university_id'))
    )
    op.create_index(op.f('ix_standing_deputies_deputy_id'), 'standing_deputies', ['deputy_id'], unique=False)
    op.create_table('case_deadlines',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('challenge_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('federfuehrung', 'abgleich_gescheitert', 'abgleich_laeuft', 'vorschlaege_entscheiden', 'kurzfassung_schreiben', 'kurzfassung_neu_schreiben', 'anfragen', 'erstgespraech', 'abschliessen', 'freigabe_abwarten', 'zustimmung_abwarten', 'antwort_abwarten', 'weitersuchen', 'bestaetigung_abwarten', 'frage_beantworten', 'uebergabe_annehmen', 'bestaetigen', name='deadlinekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rung', sa.Integer(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(rung = 0) = (told_at IS NULL)', name=op.f('ck_case_deadlines_told_at_once_told')),
    sa.CheckConstraint('rung BETWEEN 0 AND 4', name=op.f('ck_case_deadlines_five_rungs')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_case_deadlines_challenge_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_deadlines'))
    )
    op.create_index(op.f('ix_case_deadlines_challenge_id'), 'case_deadlines', ['challenge_id'], unique=False)
    op.create_table('case_deputies',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('challenge_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('university_id', sa.Uuid(), nullable=False),
    sa.Column('stands_in', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('named_by_id', sa.Uuid(), nullable=True),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_case_deputies_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_case_deputies_challenge_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['named_by_id'], ['accounts.id'], name=op.f('fk_case_deputies_named_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['university_id'], ['universities.id'], name=op.f('fk_case_deputies_university_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_deputies')),
    sa.UniqueConstraint('challenge_id', 'account_id', name=op.f('uq_case_deputies_challenge_id_account_id')),
    sa.UniqueConstraint('challenge_id', 'university_id', 'stands_in', name=op.f('uq_case_deputies_challenge_id_university_id_stands_in'))
    )
    op.create_index(op.f('ix_case_deputies_account_id'), 'case_deputies', ['account_id'], unique=False)
    op.create_table('case_rules',
    sa.Column('challenge_id', sa.Uuid(), nullable=False),
    sa.Column('confirms_asking', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('confirms_no_match', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_case_rules_challenge_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('challenge_id', name=op.f('pk_case_rules'))
    )
    op.create_table('comments',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('challenge_id', sa.Uuid(), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(text = '') = (deleted_at IS NOT NULL)", name=op.f('ck_comments_empty_once_deleted')),
    sa.ForeignKeyConstraint(['author_id'], ['accounts.id'], name=op.f('fk_comments_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_comments_challenge_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comments'))
    )
    op.create_index(op.f('ix_comments_challenge_id'), 'comments', ['challenge_id'], unique=False)
    op.create_table('hand_overs',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('challenge_id', sa.Uuid(), nullable=False),
    sa.Column('from_id', sa.Uuid(), nullable=True),
    sa.Column('to_id', sa.Uuid(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('wartet', 'angenommen', 'abgelehnt', 'zurueckgenommen', name='handoverstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'wartet') = (decided_at IS NULL)", name=op.f('ck_hand_overs_decided_unless_waiting')),
    sa.CheckConstraint('from_id <> to_id', name=op.f('ck_hand_overs_goes_to_somebody_else')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_hand_overs_challenge_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['from_id'], ['accounts.id'], name=op.f('fk_hand_overs_from_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['to_id'], ['accounts.id'], name=op.f('fk_hand_overs_to_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_overs'))
    )
    op.create_index(op.f('ix_hand_overs_challenge_id'), 'hand_overs', ['challenge_id'], unique=False)
    op.create_index(op.f('ix_hand_overs_to_id'), 'hand_overs', ['to_id'], unique=False)
    op.create_table('mentions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('comment_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_mentions_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_mentions_comment_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentions')),
    sa.UniqueConstraint('comment_id', 'account_id', name=op.f('uq_mentions_comment_id_account_id'))
    )
    op.create_index(op.f('ix_mentions_account_id'), 'mentions', ['account_id'], unique=False)
    op.create_index(op.f('ix_mentions_comment_id'), 'mentions', ['comment_id'], unique=False)
    op.create_table('confirmations',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('challenge_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('anfrage', 'kein_treffer', name='confirmationkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('introduction_id', sa.Uuid(), nullable=True),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('decision', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('asked_by_id', sa.Uuid(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('wartet', 'bestaetigt', 'abgelehnt', 'zurueckgenommen', name='confirmationstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decided_by_id', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint("(kind = 'anfrage') = (introduction_id IS NOT NULL)", name=op.f('ck_confirmations_asks_about_somebody')),
    sa.CheckConstraint("(state = 'wartet') = (decided_at IS NULL)", name=op.f('ck_confirmations_decided_at_unless_waiting')),
    sa.CheckConstraint("state <> 'bestaetigt' OR decided_by_id IS NULL OR asked_by_id IS NULL OR decided_by_id <> asked_by_id", name=op.f('ck_confirmations_confirmed_by_somebody_else')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['accounts.id'], name=op.f('fk_confirmations_asked_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_confirmations_challenge_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['accounts.id'], name=op.f('fk_confirmations_decided_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['introduction_id'], ['introductions.id'], name=op.f('fk_confirmations_introduction_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_confirmations'))
    )
    op.create_index(op.f('ix_confirmations_challenge_id'), 'confirmations', ['challenge_id'], unique=False)
    op.add_column('introductions', sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('introductions', 'reminded_at')
    op.drop_table('confirmations')
    op.drop_table('mentions')
    op.drop_table('hand_overs')
    op.drop_table('comments')
    op.drop_table('case_rules')
    op.drop_table('case_deputies')
    op.drop_table('case_deadlines')
    op.drop_table('standing_deputies')
    op.drop_table('desk_rules')
