"""Mails about a case hold a link, never what it is about."""

import pytest

from models import ChallengeState, Outcome, Role, TeaserState
from webapp.letters import Letter
from webapp.mail import compose


@pytest.mark.parametrize(
    ("template", "teaser", "words"),
    [
        ("challenge_received", None, "Sie hören bis zum 3. April 2026 von uns"),
        ("challenge_arrived", None, "Zugesagt ist eine Antwort bis zum 3. April 2026"),
        ("challenge_withdrawn", None, "hat diesen Bedarf zurückgezogen"),
        ("teaser_decided", TeaserState.APPROVED, "hat die Kurzfassung freigegeben"),
        ("teaser_decided", TeaserState.REFUSED, "nicht freigegeben"),
        ("teaser_decided", None, "hat über die Kurzfassung entschieden"),
        ("no_match", None, "niemanden nennen"),
        ("case_closed", None, "abgeschlossen"),
    ],
)
def test_a_mail_says_what_happened_and_where_to_read_on(
    app, make, session, clock, template, teaser, words
):
    challenge = make.challenge(
        ChallengeState.IN_REVIEW,
        company_id=make.company("Geheim AG").id,
        by=make.account(Role.TRANSFER_MANAGER),
    )
    if teaser:
        make.teaser(challenge, teaser)
    challenge = session.get_one(type(challenge), challenge.id)
    if template in {"no_match", "case_closed"}:
        challenge.close(Outcome.NO_MATCH, clock(), message="Unsere ehrliche Antwort")

    with app.app_context():
        subject, body = compose(template, Letter(challenge.entered_by, challenge, None, clock()))

    assert challenge.reference in subject
    assert words in body
    assert "http://127.0.0.1:8000/" in body
    for secret in (challenge.title, challenge.description[:20], "Geheim AG", "ehrliche Antwort"):
        assert secret not in subject + body
