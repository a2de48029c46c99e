"""the domain of an account's address, where it can be an organisation's own"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FREE_MAIL = frozenset(
    [
        "aol.com", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net",
        "googlemail.com", "hotmail.com", "hotmail.de", "icloud.com", "live.com", "live.de",
        "mail.de", "mailbox.org", "me.com", "online.de", "outlook.com", "outlook.de", "posteo.de",
        "proton.me", "protonmail.com", "t-online.de", "unitybox.de", "vodafone.de", "web.de",
        "yahoo.com", "yahoo.de",
    ]
)  # fmt: skip


def upgrade() -> None:
    op.add_column("accounts", sa.Column("mail_domain", sa.String(length=254)))
    op.create_index(op.f("ix_accounts_mail_domain"), "accounts", ["mail_domain"])
    accounts = sa.table(
        "accounts",
        sa.column("id", sa.Uuid()), sa.column("email", sa.String()),
        sa.column("mail_domain", sa.String()),
    )  # fmt: skip
    connection = op.get_bind()
    for account_id, email in connection.execute(sa.select(accounts.c.id, accounts.c.email)).all():
        domain = email.rpartition("@")[2]
        if domain not in FREE_MAIL:
            change = sa.update(accounts).where(accounts.c.id == account_id)
            connection.execute(change.values(mail_domain=domain))


def downgrade() -> None:
    op.drop_index(op.f("ix_accounts_mail_domain"), "accounts")
    op.drop_column("accounts", "mail_domain")
