"""What one company gets does not depend on another one, until all have agreed."""

import io
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from models import (
    Account,
    Challenge,
    ChallengeState,
    ConsentState,
    Exclusion,
    JointMember,
    JointProject,
    JointState,
    Outcome,
    Role,
)
from models.joint_states import DismissReason
from tests.browser_client import Browser
from tests.confidentiality.visiting import ask, plain
from tests.hostile.rehearsal import rehearsing
from tests.mailing import text_of
from webapp import jobs, joint_jobs
from webapp.erasing import erase_challenge
from webapp.flows import operations
from webapp.links import invitation_link

ARCHIVE = "/konto/meine-daten/herunterladen"


@pytest.fixture
def scene(app, make, clock):
    return Scene(app, make, clock)


class Scene:
    """Two companies, the manager of both, and everything that the first of them can observe."""

    def __init__(self, app, make, clock) -> None:
        self.app, self.make, self.clock = app, make, clock
        self.manager = make.account(Role.TRANSFER_MANAGER)
        self.own, self.other = (
            make.challenge(ChallengeState.IN_REVIEW, lead=self.manager, title=title)
            for title in ("Folie übrig", "Mahlgut gesucht")
        )
        self.flows = make.flow(self.own), make.flow(self.other, offered=False)
        self.browser = Browser(app)
        self.browser.login(self.own.entered_by)
        self.project = make.joint_project(self.own, self.other, flows=self.flows)

    def invite(self) -> None:
        with self.app.app_context(), self.make.writing() as session:
            operations.invite_companies(
                session, session.get_one(JointProject, self.project.id), "Es geht um Folie.",
                ["material"], self.clock().date().replace(month=4), self.clock(),
                by=session.get_one(Account, self.manager.id),
            )  # fmt: skip

    def do(self, change) -> None:
        """Something that happens to the other company."""
        with self.app.app_context(), self.make.writing() as session:
            change(self, session)

    def member(self, session, need) -> JointMember:
        return session.scalars(select(JointMember).where(JointMember.challenge_id == need.id)).one()

    def observe(self) -> list:
        """Pages, files, the interface and mails, as the first company gets them."""
        need = self.own.id
        urls = [
            "/", "/bedarfe", f"/bedarfe/{need}", f"/verbuende/{self.project.id}",
            f"/stoffstroeme/{self.project.id}", "/stoffstroeme", "/konto/protokoll",
            "/api/v1/bedarfe", f"/api/v1/bedarfe/{need}", f"/bedarfe/{need}/zurueckziehen",
        ]  # fmt: skip
        with self.app.app_context(), self.app.extensions["database"].reading() as session:
            mine = session.scalars(
                select(JointMember).where(JointMember.challenge_id == need)
            ).one_or_none()
            if mine is not None and mine.asked_at is not None:
                link = invitation_link(session.get_one(Account, self.own.entered_by_id), mine)
                base = self.app.extensions["settings"].base_url.rstrip("/")
                urls += [f"/einladungen/{mine.id}", link.removeprefix(base)]
        seen = [ask(self.browser.client, each) for each in urls]
        with ZipFile(io.BytesIO(self.browser.client.get(ARCHIVE).data)) as archive:
            seen += [archive.read(each) for each in archive.namelist() if each.endswith("json")]
        return seen

    def press(self, step: str) -> object:
        """The answer to a button on the own invitation: where it leads, and what it says there."""
        with self.app.extensions["database"].reading() as session:
            mine = self.member(session, self.own)
        page = self.browser.get(f"/einladungen/{mine.id}")
        data = {
            each["name"]: each["value"]
            for each in page.select(f'form[action$="{step}"] input[type=hidden]')
        }
        return ask(self.browser.client, f"/einladungen/{mine.id}/{step}", "POST", data=data)

    def work(self) -> list[str]:
        """What the worker writes to the first company."""
        self.app.sent.clear()
        with self.app.app_context():
            joint_jobs.end_overdue(self.clock())
            jobs.work_off()
        mine = [each for each in self.app.sent if each["To"] == self.own.entered_by.email]
        return [f"{each['Subject']}\n{plain(text_of(each))}" for each in mine]


def say_nothing(scene, session):
    pass


def refuse(scene, session):
    owner = session.get_one(Account, scene.other.entered_by_id)
    operations.refuse(session, scene.member(session, scene.other), scene.clock(), by=owner)


def agree(scene, session):
    member = scene.member(session, scene.other)
    owner = session.get_one(Account, scene.other.entered_by_id)
    operations.agree(session, member, member.text_version, scene.clock(), by=owner)


def think_better(scene, session):
    agree(scene, session)
    refuse(scene, session)


def withdraw(scene, session):
    agree(scene, session)
    session.get_one(Challenge, scene.other.id).withdraw(scene.clock())


def close(scene, session):
    session.get_one(Challenge, scene.other.id).close(Outcome.CONSULTING, scene.clock())


def erase(scene, session):
    owner = session.get_one(Account, scene.other.entered_by_id)
    erase_challenge(session, session.get_one(Challenge, scene.other.id), scene.clock(), by=owner)


def delete_the_flow(scene, session):
    operations.delete_flow(
        session, session.get_one(type(scene.flows[1]), scene.flows[1].id), scene.clock(),
        by=session.get_one(Account, scene.other.entered_by_id),
    )  # fmt: skip


def shun_the_first(scene, session):
    agree(scene, session)
    session.add(Exclusion(challenge_id=scene.other.id, organisation=scene.own.company.name))


SILENT = [say_nothing, refuse, think_better, withdraw, close, erase, delete_the_flow,
          shun_the_first]  # fmt: skip
"""What the other company may do without ever being part of it."""


def story(scene, change) -> list:
    """From the invitation to its end, as the first company lives through it."""
    with rehearsing(scene.app.extensions["database"]):
        started = scene.clock.at
        scene.browser.login(scene.own.entered_by)
        scene.do(change)
        seen = [scene.work(), scene.observe(), scene.press("zustimmen"), scene.observe()]
        seen += [scene.work(), scene.press("ablehnen"), scene.press("zustimmen"), scene.observe()]
        scene.clock.advance(days=40)
        scene.browser.login(scene.own.entered_by)
        seen += [scene.work(), scene.observe()]
        scene.clock.at = started
    return seen


def test_refusal_silence_and_every_end_of_the_other_look_the_same_to_the_last_byte(scene):
    scene.invite()
    scene.observe()
    expected = story(scene, say_nothing)

    for change in SILENT[1:]:
        assert story(scene, change) == expected, change.__name__

    assert "Ihre Einladung ist beendet" in str(expected[8])
    assert scene.other.company.name not in str(expected)
    assert scene.other.title not in str(expected)


def test_consent_of_the_other_shows_nothing_before_the_own(scene):
    scene.invite()
    scene.observe()
    seen = []
    for change in (say_nothing, agree):
        with rehearsing(scene.app.extensions["database"]):
            scene.do(change)
            seen.append([scene.work(), scene.observe(), scene.press("ablehnen"), scene.observe()])

    assert seen[0] == seen[1]


def test_that_all_agreed_is_noticed(scene):
    """Otherwise the tests above would compare nothing."""
    scene.invite()
    with rehearsing(scene.app.extensions["database"]):
        scene.do(agree)
        scene.press("zustimmen")
        scene.work()
        page = scene.observe()
        with scene.app.extensions["database"].reading() as session:
            row = session.get_one(JointProject, scene.project.id)
            assert row.state is JointState.JOINED
            assert {each.consent for each in row.members} == {ConsentState.AGREED}

    assert scene.other.company.name in str(page)


def test_a_company_notices_nothing_of_being_found_kept_in_mind_or_dismissed(scene):
    def forget(scene, session):
        session.delete(session.get_one(JointProject, scene.project.id))

    def keep(scene, session):
        row = session.get_one(JointProject, scene.project.id)
        row.note(scene.clock(), session.get_one(Account, scene.manager.id))

    def dismiss(scene, session):
        row = session.get_one(JointProject, scene.project.id)
        by = session.get_one(Account, scene.manager.id)
        row.dismiss(DismissReason.RIVALS, scene.clock(), by)

    scene.observe()
    seen = []
    for change in (say_nothing, forget, keep, dismiss):
        with rehearsing(scene.app.extensions["database"]):
            scene.do(change)
            seen.append([scene.work(), scene.observe()])

    assert all(each == seen[0] for each in seen[1:])


def test_nobody_but_the_desk_of_both_reads_a_word_of_it(scene, make):
    scene.invite()
    others = [
        make.account(Role.TRANSFER_MANAGER), make.account(Role.COMPANY), make.account(Role.ADMIN),
        make.profile().account, make.account(Role.SUPPORTER), make.account(Role.SCOUT),
    ]  # fmt: skip
    half = make.account(Role.TRANSFER_MANAGER)
    make.deputy(scene.own, half)
    with scene.app.extensions["database"].reading() as session:
        members = session.scalars(select(JointMember.id)).all()

    for account in (*others, half):
        browser = Browser(scene.app)
        browser.login(account)
        for url in (f"/stoffstroeme/{scene.project.id}", f"/verbuende/{scene.project.id}",
                    *(f"/einladungen/{each}" for each in members)):  # fmt: skip
            assert browser.client.get(url).status_code == 404, (account.role, url)
        if account.role is Role.TRANSFER_MANAGER:
            page = browser.get("/stoffstroeme").text
            assert scene.other.company.name not in page
            assert "Es geht um Folie" not in page
