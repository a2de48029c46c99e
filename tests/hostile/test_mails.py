"""A mail says what is still true, to whom it is still meant, and nothing a stranger typed."""

import email
import email.policy
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from models import (
    Account,
    Appointment,
    Challenge,
    ChallengeState,
    Comment,
    Confirmation,
    ConfirmationKind,
    Deadline,
    DeadlineKind,
    Exclusion,
    FollowUp,
    FundingProgramme,
    HandOver,
    InterimNeed,
    Introduction,
    IntroductionState,
    JointMember,
    JointProject,
    Mention,
    Outcome,
    OutgoingMail,
    Promise,
    PromiseKind,
    Role,
    TeaserState,
    WorkState,
)
from tests.hostile.corpus import STORABLE
from tests.hostile.written import write_everywhere
from tests.mailing import all_of, page_of, text_of
from webapp.letter_pages import set_letter
from webapp.letters import STILL_RIGHT, Letter
from webapp.mail import compose, queue_mail, queue_need_mail

ASKED, INTERESTED, INTRODUCED = (
    IntroductionState.ASKED, IntroductionState.INTERESTED, IntroductionState.INTRODUCED,
)  # fmt: skip
CASES = {
    "challenge_received": "open", "challenge_arrived": "open",
    "challenge_withdrawn": "withdrawn", "teaser_waits": "presented", "teaser_decided": "open",
    "enquiry": ASKED, "enquiry_changed": ASKED, "answer_waits": ASKED, "reply_waits": "presented",
    "enquiry_reminder": ASKED, "deadlines_due": "open",
    "radar_interest": "open",
    "enquiry_answered": ASKED, "professor_interested": INTERESTED,
    "introduced": INTRODUCED, "no_match": "closed", "case_closed": "closed",
    "emergency_notice": "open", "promise_broken": "open",
    "question_asked": "open", "question_answered": "open", "follow_up": "closed",
    "decision_waits": "presented", "meeting_waits": INTRODUCED,
    "appointment_set": INTRODUCED, "appointment_cancelled": INTRODUCED,
    "lead_changed": "open", "case_handed_over": "open", "case_open_again": "unled",
    "deputy_named": "open", "confirmation_waits": "open", "comment_mentions": "open",
    "hand_over_waits": "open",
    "joint_asked": "open", "joint_joined": "open", "joint_ended": "open",
}  # fmt: skip
"""What each mail about a case needs to be true."""
TO_LEAD = {"challenge_arrived", "challenge_withdrawn", "teaser_decided", "enquiry_answered",
           "radar_interest", "question_asked", "case_handed_over",
           "case_open_again", "deputy_named", "comment_mentions", "hand_over_waits",
           "confirmation_waits"}  # fmt: skip
TO_PROFESSOR = {"enquiry", "enquiry_changed", "enquiry_reminder", "answer_waits"}
PROMISED = {
    "promise_broken": PromiseKind.ANSWER,
    "decision_waits": PromiseKind.APPROVAL, "meeting_waits": PromiseKind.MEETING,
}  # fmt: skip
"""What was to happen by a day that is over."""
DATED = {"appointment_set", "appointment_cancelled"}
TO_ADMIN = {"barrier_reported", "emergency_asked", "emergency_granted", "deadlines_unattended"}
HEADERS = {
    "subject", "from", "to", "message-id", "date", "auto-submitted", "mime-version",
    "content-type",
}  # fmt: skip
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "div", "p", "span", "h1", "table", "tr",
    "td", "a", "br",
}  # fmt: skip
"""All that a mail is built of: nothing that fetches, runs or asks for something."""
TO_PARTICIPANTS = {each for each in STILL_RIGHT if each.startswith("workshop_")}
"""By a link for their own registration; tests/webapp/test_workshops_mail.py looks at them."""
TO_ACCOUNTS = STILL_RIGHT.keys() - {"need_waits", "visit_waits"} - TO_PARTICIPANTS
"""All but those to a mailbox that needs no account."""
BASE = "http://127.0.0.1:8000/"


class Post:
    """Queues a mail of every kind in a case of its own, each of them right as it is."""

    def __init__(self, make, database, clock) -> None:
        self.make, self.database, self.clock = make, database, clock
        self.lead = make.account(Role.TRANSFER_MANAGER)

    def queue(self, template: str) -> tuple[OutgoingMail, Challenge | None, Introduction | None]:
        """The mail, and what it speaks of."""
        need, introduction = self._case(template)
        recipient = self._recipient(template, need, introduction)
        if template == "follow_up":
            with self.make.writing() as session:
                session.add(FollowUp(challenge_id=need.id, months=3, asked_at=self.clock()))
        if template in DATED:
            with self.make.writing() as session:
                date, lead = Appointment(), session.get_one(Account, self.lead.id)
                date.set(self.clock() + timedelta(days=1), 60, "", lead, self.clock())
                if template == "appointment_cancelled":
                    date.cancel(None, self.clock())
                date.introduction = session.get_one(Introduction, introduction.id)
                session.add(date)
        if template in {"comment_mentions", "hand_over_waits"}:
            self._call_lead(template, need)
        if template == "confirmation_waits":
            self._ask_for_two(need)
        if template == "deadlines_due":
            self._set_day(need)
        if template in PROMISED:
            with self.make.writing() as session:
                now = self.clock()
                session.add(
                    Promise(
                        challenge_id=need.id, kind=PROMISED[template], made_at=now,
                        due_on=now.date(), told_at=now,
                    )
                )  # fmt: skip
        member = self._invite(template, need) if template.startswith("joint_") else None
        with self.database.writing() as session:
            mail = queue_mail(
                session, template, session.get_one(Account, recipient.id), self.clock(),
                challenge=need, introduction=introduction, joint_member=member,
            )  # fmt: skip
        return mail, need, introduction

    def _invite(self, template: str, need: Challenge) -> JointMember:
        make, now = self.make, self.clock()
        other = make.challenge(ChallengeState.IN_REVIEW, lead=self.lead)
        project = make.joint_project(need, other)
        member = make.joint_invitation(project, self.lead)[need.id]
        with make.writing() as session:
            row = session.get_one(JointProject, project.id)
            if template == "joint_joined":
                for each in row.members:
                    row.agree(each, each.text_version, now, None)
                row.join(now)
            if template == "joint_ended":
                row.end(now + timedelta(days=15))
        return member

    def _ask_for_two(self, need: Challenge) -> None:
        with self.make.writing() as session:
            asked = Confirmation(
                challenge_id=need.id, kind=ConfirmationKind.NO_MATCH, asked_at=self.clock()
            )
            session.add(asked)

    def _set_day(self, need: Challenge) -> None:
        with self.make.writing() as session:
            now, kind = self.clock(), DeadlineKind.DECIDE
            day = Deadline(
                challenge_id=need.id,
                kind=kind,
                begun_at=now,
                due_on=now.date(),
                rung=1,
                told_at=now,
            )
            session.add(day)

    def _call_lead(self, template: str, need: Challenge) -> None:
        now, other = self.clock(), self.make.account(Role.TRANSFER_MANAGER)
        with self.make.writing() as session:
            if template == "comment_mentions":
                mention = Mention(account_id=self.lead.id)
                comment = Comment(
                    challenge_id=need.id, text="Bitte lesen.", written_at=now, mentions=[mention]
                )
                session.add(comment)
                return
            case = session.get_one(Challenge, need.id)
            case.lead_id = other.id
            session.add(
                HandOver(challenge=case, from_id=other.id, to_id=self.lead.id, offered_at=now)
            )

    def _case(self, template: str):
        make, state = self.make, CASES.get(template)
        if state is None:
            return None, None
        if isinstance(state, IntroductionState):
            need = make.challenge(ChallengeState.IN_REVIEW, lead=self.lead)
            introduction = make.introduction(state, challenge=need, lead=self.lead)
            return need, introduction
        challenge_state = {
            "withdrawn": ChallengeState.WITHDRAWN,
            "closed": ChallengeState.CLOSED,
        }.get(state, ChallengeState.IN_REVIEW)  # fmt: skip
        lead = None if state == "unled" else self.lead
        need = make.challenge(challenge_state, lead=lead)
        if state in {"presented", "open"}:
            make.teaser(
                need, TeaserState.PRESENTED if state == "presented" else TeaserState.REFUSED
            )
        return need, None

    def _recipient(self, template: str, need, introduction) -> Account:
        if template in TO_LEAD or template == "deadlines_due":
            return self.lead
        if template == "funding_unchecked":
            self.make.funding_programme()
            return self.lead
        if template == "confirm_statements":
            return self._owner_of_old_statements()
        if template in TO_PROFESSOR:
            with self.database.reading() as session:
                return session.get_one(Introduction, introduction.id).profile.account
        if need is not None:
            return need.entered_by
        if template == "hand_over_answered":
            return self.make.account(Role.TRANSFER_MANAGER)
        facts = {"confirm_address": {"confirmed_at": None}}.get(template, {})
        return self.make.account(Role.ADMIN if template in TO_ADMIN else Role.COMPANY, **facts)

    def _owner_of_old_statements(self) -> Account:
        owner = self.make.account(Role.PROFESSOR)
        self.make.profile(account=owner)
        said_on = self.clock().date() - timedelta(days=400)
        with self.make.writing() as session:
            for each in session.get_one(Account, owner.id).profile.competences:
                each.confirmed_on = said_on
        return owner


@pytest.fixture
def post(make, database, clock) -> Post:
    return Post(make, database, clock)


def test_every_mail_leaves_while_it_is_right(app, post, work_off):
    queued = {template: post.queue(template)[0] for template in TO_ACCOUNTS}

    work_off()

    ids = {message["Message-ID"].strip("<>").partition("@")[0] for message in app.sent}
    assert ids == {str(mail.id) for mail in queued.values()}


def deactivate(session, mail, need, introduction):
    mail.recipient.deactivate()


def withdraw(session, mail, need, introduction):
    need.withdraw(mail.created_at)


def exclude_the_lead(session, mail, need, introduction):
    need.exclusions.append(Exclusion(university_id=mail.recipient.university_id))


def declare_a_tie(session, mail, need, introduction):
    mail.recipient.declare_conflicts([need.company.name], mail.created_at)


def take_over(session, mail, need, introduction):
    need.lead = session.scalars(
        select(Account).where(Account.role == Role.TRANSFER_MANAGER, Account.id != need.lead_id)
    ).first()
    need.lead_taken_at = mail.created_at


def close(session, mail, need, introduction):
    need.close(Outcome.CONSULTING, mail.created_at)


def pause(session, mail, need, introduction):
    introduction.profile.paused_until = mail.created_at.date() + timedelta(days=9)


def take_none(session, mail, need, introduction):
    introduction.profile.capacity = 0


def unpublish(session, mail, need, introduction):
    introduction.profile.unpublish()


def exclude_the_professor(session, mail, need, introduction):
    need.exclusions.append(Exclusion(profile_id=introduction.profile_id))


def revoke(session, mail, need, introduction):
    introduction.revoke()


def confirm_statements(session, mail, need, introduction):
    for each in mail.recipient.profile.competences:
        each.confirmed_on = mail.created_at.date()


def take_programmes_off(session, mail, need, introduction):
    for each in session.scalars(select(FundingProgramme)):
        each.archived_at = mail.created_at


def hide_own_profile(session, mail, need, introduction):
    mail.recipient.profile.unpublish()


def change_role(session, mail, need, introduction):
    mail.recipient.role, mail.recipient.university_id = (
        Role.TRANSFER_MANAGER,
        session.scalars(
            select(Account.university_id).where(Account.university_id.is_not(None))
        ).first(),
    )


def confirm(session, mail, need, introduction):
    mail.recipient.confirm(mail.created_at)


def set_password(session, mail, need, introduction):
    mail.recipient.set_password_hash("x")


def keep_the_promise(session, mail, need, introduction):
    need.promises[-1].end(mail.created_at)


def look_back(session, mail, need, introduction):
    need.follow_ups[-1].say_satisfaction(5, "", mail.created_at)


def call_off(session, mail, need, introduction):
    introduction.appointment.cancel(None, mail.created_at)


def name_a_date(session, mail, need, introduction):
    date = Appointment()
    date.set(mail.created_at + timedelta(days=2), 60, "", mail.recipient, mail.created_at)
    date.introduction = introduction
    session.add(date)


def name_another_date(session, mail, need, introduction):
    later = mail.created_at + timedelta(days=2)
    introduction.appointment.set(later, 60, "", mail.recipient, mail.created_at)


def approve(session, mail, need, introduction):
    need.teaser.approve(need.teaser.text_version, mail.created_at)


CAUSES = [
    (deactivate, TO_ACCOUNTS),
    (withdraw, {
        "challenge_received", "challenge_arrived", "teaser_waits", "teaser_decided", "enquiry",
        "enquiry_answered", "professor_interested", "introduced", *PROMISED,
        "question_asked", "question_answered", "answer_waits", "reply_waits",
        "appointment_set", "joint_asked", "joint_joined",
    }),
    (exclude_the_lead, TO_LEAD), (declare_a_tie, {*TO_LEAD, "enquiry"}),
    (take_over, TO_LEAD),
    (close, {
        "lead_changed", "case_handed_over", "case_open_again", "deputy_named", "hand_over_waits",
        "challenge_received", "challenge_arrived", "teaser_waits", "teaser_decided", "enquiry",
        "enquiry_answered", "professor_interested", *PROMISED,
        "question_asked", "question_answered", "answer_waits", "reply_waits",
        "appointment_set", "joint_asked",
    }),
    (pause, TO_PROFESSOR), (take_none, TO_PROFESSOR), (unpublish, TO_PROFESSOR),
    (exclude_the_professor, TO_PROFESSOR),
    (revoke, {"enquiry", "answer_waits", "professor_interested"}),
    (change_role, TO_ADMIN), (confirm, {"confirm_address"}), (set_password, {"invitation"}),
    (confirm_statements, {"confirm_statements"}), (hide_own_profile, {"confirm_statements"}),
    (take_programmes_off, {"funding_unchecked"}),
    (approve, {"teaser_waits", "reply_waits"}), (keep_the_promise, PROMISED),
    (look_back, {"follow_up"}), (call_off, {"appointment_set"}),
    (name_another_date, {"appointment_cancelled"}), (name_a_date, {"meeting_waits"}),
]  # fmt: skip
PAIRS = [(template, cause) for cause, templates in CAUSES for template in sorted(templates)]


def test_a_mail_whose_reason_went_is_cancelled_and_says_so_in_the_log(
    app, post, work_off, database, make, session, capsys
):
    make.account(Role.TRANSFER_MANAGER)
    expected = {}
    for template, cause in PAIRS:
        if cause in {exclude_the_lead, declare_a_tie, deactivate}:
            post.lead = make.account(Role.TRANSFER_MANAGER)
        mail, need, introduction = post.queue(template)
        expected[mail.id] = f"{template} after {cause.__name__}"
        with database.writing() as writing:
            rows = [
                writing.get(type(row), row.id) if row is not None else None
                for row in (mail, need, introduction)
            ]
            cause(writing, *rows)

    work_off()

    states = dict(session.execute(select(OutgoingMail.id, OutgoingMail.state)).all())
    left = [what for key, what in expected.items() if states[key] is not WorkState.CANCELLED]
    assert not left, left
    assert app.sent == []
    assert capsys.readouterr().out.count("mail.cancelled") == len(PAIRS)


def test_a_mail_about_an_erased_need_is_gone_with_it(app, post, work_off, database):
    for template in CASES:
        _, need, _ = post.queue(template)
        with database.writing() as session:
            session.delete(session.get_one(Challenge, need.id))

    work_off()

    assert app.sent == []


def test_no_text_of_a_case_stands_in_a_mail_and_no_name_in_a_subject(app, post, work_off, database):
    for template in TO_ACCOUNTS:
        post.queue(template)
    written = write_everywhere(database)

    work_off()

    assert len(app.sent) == len(TO_ACCOUNTS)
    for message in app.sent:
        text = text_of(message)
        columns = {written[int(each)][0] for each in re.findall(r"Zettel(\d+)z", text)}
        assert columns <= {"accounts.display_name"}, message["Subject"]
        assert "Zettel" not in message["Subject"]
        assert "\n" not in message["Subject"]


def test_hostile_texts_in_every_field_add_no_header_recipient_or_link(
    app, post, work_off, database, make
):
    queued = [post.queue(template)[0].id for template in TO_ACCOUNTS]
    for start in range(0, len(STORABLE), 50):
        with database.writing() as session:
            for number, account in enumerate(session.scalars(select(Account))):
                account.display_name = STORABLE[(start + number) % len(STORABLE)][:200]
            for mail in session.scalars(select(OutgoingMail)):
                mail.state, mail.attempts, mail.finished_at = WorkState.QUEUED, 0, None
        app.sent.clear()
        work_off()
        assert len(app.sent) == len(queued)
        for message in app.sent:
            parsed = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
            assert {name.lower() for name in parsed.keys()} == HEADERS  # noqa: SIM118
            assert len(parsed["To"].addresses) == 1
            assert parsed.get_content_type() == "multipart/alternative"
            assert not parsed.defects
            text = text_of(parsed)
            inspect_page(page_of(parsed), text)
            links = re.findall(r"https?://\S*", text.partition("Guten Tag")[2].partition("\n")[2])
            assert [each for each in links if not each.startswith(BASE)] == [], parsed["Subject"]


def inspect_page(page: str, text: str) -> BeautifulSoup:
    """The HTML has the words of the text and its links, and nothing else that acts."""
    soup = BeautifulSoup(page, "html.parser")
    assert {each.name for each in soup.find_all()} <= ELEMENTS
    for element in soup.find_all():
        allowed = {"class", "style", "role", "lang", "aria-hidden", "charset", "name", "content",
                   "border", "cellpadding", "cellspacing"}  # fmt: skip
        assert element.attrs.keys() - allowed <= ({"href"} if element.name == "a" else set())
    links = [each["href"] for each in soup.select("a")]
    assert all(each.startswith(BASE) and each in text.splitlines() for each in links)
    assert not re.search(r"url\(|@import|expression|var\(", soup.style.text)
    sheet = soup.select_one(".letter__sheet")
    sheet.h1.extract()
    for button in sheet.select(".letter__go"):
        # Its words stand before the address in the text, with a colon.
        button.append(":")
    assert words(sheet.get_text(" ")) == words(text)
    return soup


def words(text: str) -> list[str]:
    """Letter by letter, whatever spaces and line breaks lie between."""
    return [each for each in text if not each.isspace()]


def test_a_mail_to_an_address_nobody_confirmed_holds_nothing_that_was_typed(app, post, database):
    sent_to_strangers = 0
    for template in TO_ACCOUNTS:
        mail, need, introduction = post.queue(template)
        with app.app_context(), database.writing() as session:
            recipient = session.get_one(Account, mail.recipient_id)
            recipient.confirmed_at, recipient.display_name = None, "Gewinnen Sie unter x.example"
            rows = [
                session.get(type(row), row.id) if row is not None else None
                for row in (need, introduction)
            ]
            letter = Letter(recipient, *rows, post.clock())
            if STILL_RIGHT[template](letter):
                sent_to_strangers += 1
                assert "Gewinnen" not in "".join(compose(template, letter)), template

    assert sent_to_strangers >= 4


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Original-Host", "Forwarded"])
def test_links_come_from_the_settings_whatever_host_a_request_names(
    app, browser, make, work_off, header
):
    make.municipality()
    known = make.account(Role.COMPANY, confirmed_at=None, password_hash="x")
    value = "host=x.example" if header == "Forwarded" else "x.example"
    token = browser.get("/registrieren").select_one("main [name=csrf_token]")["value"]
    forms = {
        "/passwort-vergessen": {"email": known.email},
        "/registrieren": {
            "company": "Neue GmbH", "municipality": "05978004", "size_class": "klein",
            "function": "Leitung", "email": "neu@firma.example",
            "password": "blaue Kühe tanzen im Mai",
        },
    }  # fmt: skip

    for url, fields in forms.items():
        data = {"csrf_token": token, **fields}
        if header == "Host":
            # The cookie belongs to the name by which a browser knows us.
            browser.client.set_cookie("sitzung", cookie_of(browser), domain="x.example")
        browser.client.post(url, data=data, headers={header: value})
    work_off()

    assert len(app.sent) == 2
    for message in app.sent:
        links = re.findall(r"\S+://\S+", text_of(message))
        assert links
        assert all(each.startswith(BASE) for each in links)
        assert "x.example" not in all_of(message)


def cookie_of(browser) -> str:
    return next(each.value for each in browser.client._cookies.values() if each.key == "sitzung")


def test_a_host_that_is_none_of_ours_gets_nothing_in_production(app):
    app.config["TRUSTED_HOSTS"] = ["ecotechub.example"]
    client = app.test_client()

    assert client.get("/", headers={"Host": "ecotechub.example"}).status_code == 200
    answer = client.get("/", headers={"Host": "x.example"})
    assert answer.status_code == 400
    assert "x.example" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_mail_is_well_formed_in_either_language(app, post, database, language):
    for template in TO_ACCOUNTS:
        mail, need, introduction = post.queue(template)
        with app.app_context(), database.reading() as session, session.no_autoflush:
            recipient = session.get_one(Account, mail.recipient_id)
            recipient.language = language
            rows = [
                session.get(type(row), row.id) if row is not None else None
                for row in (need, introduction)
            ]
            teasers = [None]
            if need is not None and rows[0].teaser is not None:
                teasers = [each for each in TeaserState if each is not TeaserState.DRAFT]
            for state in teasers:
                if state is not None:
                    rows[0].teaser.state = state
                invited = mail.joint_member_id and session.get(JointMember, mail.joint_member_id)
                letter = Letter(recipient, *rows, post.clock(), joint_member=invited)
                subject, body = compose(template, letter)
                assert 5 < len(subject) < 100, (template, subject)
                assert "\n" not in subject
                assert body.startswith("Guten Tag" if language == "de" else "Hello"), body[:40]
                assert not re.search(r"[{}]|%\(|None|Undefined|<[a-z]", body), template
                assert "\n\n\n" not in body, template
                page = inspect_page(set_letter(subject, body, language), body)
                assert page.html["lang"] == language
                assert ("Umwelttechnik" in page.text) == (language == "de")
                buttons = [each.text for each in page.select(".letter__go")]
                assert len(buttons) == (1 if BASE in body else 0), template
                assert not {"Seite öffnen:", "Open the page:"} & set(buttons), template
                assert page.select_one(".letter__closing"), template


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_mail_to_a_mailbox_without_an_account_holds_nothing_that_was_typed(
    app, make, database, clock, work_off, language
):
    need = make.interim_need(**dict.fromkeys(("title", "company"), "Gewinnen Sie unter x.example"))
    with database.writing() as session:
        stored = session.get_one(InterimNeed, need.id)
        stored.language = language
        stored.send_to("postfach@firma.example", clock())
        assert queue_need_mail(session, stored, clock())

    work_off()

    (message,) = app.sent
    body = text_of(message)
    assert message["To"] == "postfach@firma.example"
    assert {each.lower() for each in message.keys()} == HEADERS  # noqa: SIM118
    assert body.startswith("Guten Tag" if language == "de" else "Hello")
    assert "Gewinnen" not in all_of(message)
    assert not re.search(r"[{}]|%\(|None|Undefined|<[a-z]", body)
    assert all(each.startswith(BASE) for each in re.findall(r"https?://\S+", body))


def test_every_role_is_invited_in_its_own_words(app, make):
    for role in Role:
        recipient = make.account(role, confirmed_at=None)
        with app.app_context():
            _, body = compose("invitation", Letter(recipient, None, None, make._clock()))
        assert recipient.email in body


def test_a_mail_sent_again_is_known_by_its_id(app, post, work_off, clock, database):
    mail, *_ = post.queue("challenge_received")
    work_off()
    with database.writing() as session:
        row = session.get_one(OutgoingMail, mail.id)
        row.state, row.attempts, row.finished_at = WorkState.QUEUED, 0, None
    clock.advance(minutes=9)
    work_off()

    first, second = app.sent
    assert first["Message-ID"] == second["Message-ID"]
    assert str(mail.id) in first["Message-ID"]
