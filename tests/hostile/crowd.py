"""Everybody the pages know, each with a browser, around cases at every stage."""

from datetime import timedelta

from flask import Flask
from pyotp import TOTP

from models import (
    ChallengeState,
    Confirmation,
    ConfirmationKind,
    Introduction,
    IntroductionState,
    JointProject,
    Role,
    Side,
    Talk,
    TalkRound,
    TeaserState,
    Visit,
    WorkshopState,
)
from models.matrix import Party, Stage
from tests.browser_client import Browser
from tests.confidentiality.worlds import build_worlds
from tests.factories import Make
from webapp import factors, passwords
from webapp.links import (
    account_link,
    answer_link,
    invitation_link,
    participant_link,
    visit_link,
)
from webapp.participant_links import make_participant_token
from webapp.tokens import trace_of

PASSWORD = "blaue Kühe tanzen im Mai"
SIGNED_IN = [
    Party.COMPANY_OWN, Party.PROFESSOR_ASKED, Party.MANAGER_LEAD, Party.MANAGER_OTHER_UNIVERSITY,
    Party.SCOUT, Party.SUPPORTER, Party.ADMIN,
]  # fmt: skip

AT_STAGES = {
    Party.COMPANY_OWN: {
        Stage.DRAFT, Stage.SUBMITTED, Stage.INTERESTED, Stage.INTRODUCED, Stage.CLOSED,
    },
    Party.PROFESSOR_ASKED: {Stage.TEASER_SENT, Stage.INTRODUCED},
}  # fmt: skip
"""Whose cases each need somebody of their own, and at which stages their pages differ."""


def answer_path(app: Flask, introduction: Introduction) -> str:
    """The path of the link with which an enquiry is answered from the mail."""
    with app.app_context(), app.extensions["database"].reading() as session:
        link = answer_link(session.get_one(Introduction, introduction.id))
    return link.removeprefix(app.extensions["settings"].base_url.rstrip("/"))


class Crowd:
    """Browsers by who sits before them, and the addresses they begin at."""

    def __init__(self, app: Flask, make: Make) -> None:
        self.app, self.make = app, make
        now = app.extensions["clock"]()
        worlds = build_worlds(make, now)
        make.language_model()
        make.learned_fusion()
        self.people: dict[str, Browser] = {"anonymous": Browser(app)}
        self.starts: dict[str, list[str]] = {
            "anonymous": [
                "/",
                "/registrieren",
                "/anmelden",
                "/bedarfe/beschreiben",
                "/barrierefreiheit/melden",
            ]
        }
        for party in SIGNED_IN:
            for stage, world in worlds.items():
                if stage in AT_STAGES.get(party, ()):
                    self._sit_down(f"{party.value} {stage.value}", world.parties[party])
            self._sit_down(party.value, worlds[stage].parties[party])
        self._add_a_company_without_accounts(worlds[stage].parties[Party.MANAGER_LEAD])
        self._sit_down("new professor", make.account(Role.PROFESSOR))
        self._sit_down("responsible", make.account(Role.COMPANY, is_responsible=True))
        self.starts["responsible"].append("/konto/bestaetigen")
        head = make.account(Role.TRANSFER_MANAGER, is_responsible=True)
        self._sit_down("responsible manager", head)
        self.starts["responsible manager"].append("/pruefung/regeln")
        self._add_a_step_for_two(worlds[stage].parties[Party.MANAGER_LEAD], head)
        self._add_those_with_a_second_factor()
        with app.app_context():
            link = account_link(make.account(Role.COMPANY, confirmed_at=None), "invitation")
        self.people["invited"] = Browser(app)
        self.people["asked by mail"] = Browser(app)
        self.starts["asked by mail"] = [answer_path(app, make.introduction())]
        self._add_what_scouts_bring(worlds[stage].parties[Party.SCOUT])
        self._add_who_comes_to_a_workshop()
        self._add_what_tables_say()
        self._add_what_companies_share(worlds[stage].parties[Party.MANAGER_LEAD])
        make.accessibility_report()
        self._add_workshops_that_are_over()
        self._add_talks_at_a_workshop()
        make.no_match(lead=worlds[stage].parties[Party.MANAGER_LEAD], topic="Noch ein Thema")
        lead = worlds[stage].parties[Party.MANAGER_LEAD]
        topic = make.topic_gap(make.no_match(lead=lead).challenge)
        self.starts[Party.MANAGER_LEAD.value] += [
            f"/themenluecken/{topic.id}/beschreiben", f"/themenluecken/{topic.id}/aufgreifen",
        ]  # fmt: skip
        self.starts["invited"] = [link.removeprefix(app.extensions["settings"].base_url)]

    def _sit_down(self, name: str, account) -> None:
        browser = self.people[name] = Browser(self.app)
        browser.login(account)
        self.starts[name] = ["/", "/konto"]

    def _add_a_company_without_accounts(self, lead) -> None:
        """Whose approval and consent are given on the telephone."""
        make = self.make
        for state in (TeaserState.PRESENTED, TeaserState.APPROVED):
            company = make.company(contact_name="Werkstatt", contact_phone="0221 4710 102")
            need = make.challenge(
                ChallengeState.IN_REVIEW, by=lead, lead=lead, company_id=company.id
            )
            make.teaser(need, state)
            if state is TeaserState.APPROVED:
                make.introduction(IntroductionState.INTERESTED, challenge=need, lead=lead)
            self.starts[Party.MANAGER_LEAD.value] += [f"/bedarfe/{need.id}", f"/pruefung/{need.id}"]
        make.introduction(IntroductionState.DECLINED, lead=lead)
        need = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
        make.teaser(need, TeaserState.DRAFT)
        self.starts[Party.MANAGER_LEAD.value] += [
            f"/pruefung/{need.id}/kurzfassung", f"/pruefung/{need.id}/vergleich",
            f"/pruefung/erinnern?fall={need.id}", "/pruefung/ansichten?zug=ich",
        ]  # fmt: skip

    def _add_what_scouts_bring(self, scout) -> None:
        """A draft of a visit, and somebody of the company who reads another one by its link."""
        visit = self.make.visit(scout)
        self.starts[Party.SCOUT.value].append(f"/bedarfe/besuche/{visit.id}")
        sent, now = self.make.visit(scout), self.app.extensions["clock"]()
        with self.app.app_context(), self.make.writing() as session:
            row = session.get_one(Visit, sent.id)
            row.send_to("werkstatt@besucht.example", now)
            link = visit_link(row)
        self.people["asked about a visit"] = Browser(self.app)
        base = self.app.extensions["settings"].base_url.rstrip("/")
        self.starts["asked about a visit"] = [link.removeprefix(base)]

    def _add_what_companies_share(self, lead) -> None:
        """A pair to decide about, one whose companies are asked, one whose companies agreed."""
        make, now = self.make, self.app.extensions["clock"]()
        silent = make.company(contact_name="Werkstatt", contact_phone="0221 4710 104")
        needs = [
            make.challenge(ChallengeState.IN_REVIEW, by=lead, lead=lead, company_id=silent.id),
            *(make.challenge(ChallengeState.IN_REVIEW, lead=lead) for _ in range(5)),
        ]
        flows = [make.flow(each, offered=place % 2 == 0) for place, each in enumerate(needs)]
        proposed, asked, joined = (
            make.joint_project(*needs[place : place + 2], flows=flows[place : place + 2])
            for place in (2, 0, 4)
        )
        by_telephone = make.joint_invitation(asked, lead)[needs[0].id]
        make.joint_invitation(joined, lead)
        with self.app.app_context(), make.writing() as session:
            row = session.get_one(JointProject, joined.id)
            for each in row.members:
                row.agree(each, each.text_version, now, None)
            row.join(now)
            member = session.get_one(JointProject, asked.id).members[1]
            link = invitation_link(member.challenge.entered_by, member)
        self.people["asked about a common project"] = Browser(self.app)
        base = self.app.extensions["settings"].base_url.rstrip("/")
        self.starts["asked about a common project"] = [link.removeprefix(base)]
        self.starts[Party.MANAGER_LEAD.value] += [
            f"/stoffstroeme/{proposed.id}", f"/stoffstroeme/{proposed.id}/einladen",
            f"/verbuende/{joined.id}", f"/stoffstroeme/antwort/{by_telephone.id}",
        ]  # fmt: skip

    def _add_workshops_that_are_over(self) -> None:
        """One with a report that its hosts still write."""
        now = self.app.extensions["clock"]()
        over = self.make.workshop(
            days=-1, state=WorkshopState.OVER, begun_at=now, ended_at=now,
        )  # fmt: skip
        self.starts[Party.MANAGER_LEAD.value].append(f"/veranstaltungen/{over.id}/bericht")

    def _add_who_comes_to_a_workshop(self) -> None:
        """Strangers who register, somebody with the link of their mail, and those who run it."""
        workshop = self.make.workshop(tables=1)
        own = self.make.participant(workshop)
        with self.app.app_context():
            link = participant_link(own)
        page = link.removeprefix(self.app.extensions["settings"].base_url.rstrip("/"))
        self.people["registered for a workshop"] = Browser(self.app)
        self.starts["registered for a workshop"] = [page, f"{page}/aendern"]
        self.starts["anonymous"].append(f"/veranstaltungen/{workshop.id}/anmelden")
        lead = f"/veranstaltungen/{workshop.id}/leitung"
        self.starts[Party.MANAGER_LEAD.value] += [
            "/veranstaltungen/leitung/neu", "/veranstaltungen/leitung/andere", lead,
            f"{lead}/bearbeiten", f"{lead}/ablauf", f"{lead}/teilnehmende",
            f"{lead}/teilnehmende/neu", f"{lead}/einlass",
        ]  # fmt: skip

    def _add_what_tables_say(self) -> None:
        """Somebody at a table of a workshop, and a manager who looks at the notes."""
        make, now = self.make, self.app.extensions["clock"]()
        workshop = make.workshop(state=WorkshopState.RUNNING, begun_at=now)
        table = make.workshop_table(workshop)
        notes = [make.note(table, each) for each in ("Rezyklat wird spröde", "Wer prüft es?")]
        make.note(table, "Azubis fehlen")
        cluster = make.cluster(workshop, *notes)
        make.cluster(workshop, make.note(table, "Abwärme nutzen"), title="Wärme")
        self.people["at a table"] = Browser(self.app)
        votes = f"/veranstaltungen/{workshop.id}/punkte"
        self.starts["at a table"] = [f"/tisch/{table.code}", votes]
        led = f"/veranstaltungen/{workshop.id}/leitung"
        self.starts[Party.MANAGER_LEAD.value] += [
            f"{led}/notizen", f"{led}/tischkarten", f"{led}/gruppen/{cluster.id}",
        ]  # fmt: skip

    def _add_talks_at_a_workshop(self) -> None:
        """Two who talk, a third who may be wished for, and the manager who plans it."""
        make, now = self.make, self.app.extensions["clock"]()
        workshop = make.workshop()
        sides = (Side.COMPANY, Side.PROFESSOR, Side.PROFESSOR)
        people = [
            make.participant(workshop, side, wants_talks=True, is_listed=True) for side in sides
        ]
        with make.writing() as session:
            starts_at = workshop.starts_at
            rounds = [
                TalkRound(
                    workshop_id=workshop.id,
                    starts_at=starts_at + timedelta(minutes=15 * number),
                    ends_at=starts_at + timedelta(minutes=15 * number + 15),
                )
                for number in range(2)
            ]
            session.add_all(rounds)
            session.flush()
            session.add(
                Talk(
                    workshop_id=workshop.id, round_id=rounds[0].id, company_id=people[0].id,
                    professor_id=people[1].id, place=1, planned_at=now,
                )
            )  # fmt: skip
        with self.app.app_context():
            token = make_participant_token(people[0])
        self.starts["anonymous"].append(f"/veranstaltungen/gespraeche/{token}")
        self.starts[Party.MANAGER_LEAD.value].append(
            f"/veranstaltungen/{workshop.id}/leitung/gespraeche"
        )

    def _add_a_step_for_two(self, lead, deputy) -> None:
        """A case that ends without a match, as soon as the lead agrees."""
        make, now = self.make, self.app.extensions["clock"]()
        need = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
        with make.writing() as session:
            confirmation = Confirmation(
                challenge_id=need.id, kind=ConfirmationKind.NO_MATCH, message="Niemand passt.",
                asked_by_id=deputy.id, asked_at=now,
            )  # fmt: skip
            session.add(confirmation)
            session.flush()
            url = f"/pruefung/bestaetigungen/{confirmation.id}/ablehnen"
        self.starts[Party.MANAGER_LEAD.value].append(url)

    def _add_those_with_a_second_factor(self) -> None:
        """One who has it, and two who are asked on their way in."""
        app, make = self.app, self.make
        stored = passwords.hash_password(PASSWORD)
        for name, url in (
            ("has a factor", "/konto/zweiter-faktor"),
            ("is asked for it", "/anmelden/zweiter-faktor"),
            ("has to set it up", "/anmelden/zweiter-faktor-einrichten"),
        ):
            account = make.account(Role.ADMIN, password_hash=stored)
            self._sit_down(name, account)
            self.starts[name] = [url]
            if "set" not in name:
                with app.app_context(), make.writing() as session:
                    owner = session.get_one(type(account), account.id)
                    _give_factor(session, owner, app.extensions["clock"]())
            if "is" in name or "set" in name:
                until = (app.extensions["clock"]() + timedelta(minutes=9)).isoformat()
                with self.people[name].client.session_transaction() as cookie:
                    cookie.clear()
                    cookie["waiting"] = [account.id.hex, trace_of(account), until]


def _give_factor(session, account, at) -> None:
    sealed = factors.new_secret()
    code = TOTP(factors.open_secret(sealed)).at(at)
    assert factors.set_up(session, account, sealed, code, at)
