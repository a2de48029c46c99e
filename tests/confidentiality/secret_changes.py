"""Changes that some may not notice: each says who may, and where one of them sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from models import (
    AuditEntry,
    Band,
    BrowserSession,
    ChallengeState,
    ConflictOfInterest,
    Emergency,
    Evidence,
    Exclusion,
    IntroductionState,
    Job,
    JobKind,
    Match,
    MatchOrigin,
    Message,
    OutgoingMail,
    Profile,
    Promise,
    PromiseKind,
    RejectionReason,
    SecondFactor,
    Teaser,
    Verdict,
    WorkState,
    standing_promise,
)
from models.audit import append
from models.base import local_date
from models.matrix import Party, Stage
from tests.confidentiality.neighbourhood import add_statement, ask_neighbour
from tests.webapp.trail import unlock
from webapp.audit import record

D, S, P, T, I, M, C, W = Stage  # noqa: E741 (the matrix calls them so)
OWN, OTHER_COMPANY = Party.COMPANY_OWN, Party.COMPANY_OTHER
ASKED, LEAD, SAME = Party.PROFESSOR_ASKED, Party.MANAGER_LEAD, Party.MANAGER_SAME_UNIVERSITY
OTHER, SCOUT, ADMIN = Party.MANAGER_OTHER_UNIVERSITY, Party.SCOUT, Party.ADMIN
MANAGERS = frozenset([LEAD, SAME, OTHER])
HANDED_IN = frozenset([S, P, T, I, M, C, W])
PROPOSED = frozenset([P, T, I, M, C, W])
DESK = "/pruefung/{challenge_id}"
CASE = "/bedarfe/{challenge_id}"


@dataclass
class Scene:
    """What a change works on: a case's rows in an open session, and something new to write."""

    session: Any
    rows: Any
    now: Any
    word: str
    spare: dict[str, Any]
    people: Any
    make: Any


@dataclass(frozen=True)
class Change:
    """Something that happens to a case or beside it, and who may notice."""

    do: Callable[[Scene], Any]
    thing: str | None = None
    """The object of the matrix that it changes; its cells say who may notice."""
    seen_by: frozenset[Party] = frozenset()
    """Who may notice instead, where the words of a cell narrow it down."""
    stages: frozenset[Stage] = frozenset(Stage)
    shown_to: Party | str | None = None
    """Who sees it, so that no change is one that nobody could notice anyway."""
    at: str = ""
    under: str | None = None
    """The modifier of the matrix that has to be in force."""
    also: frozenset[str] = frozenset()
    """Names of viewers who notice for reasons of their own."""

    @property
    def name(self) -> str:
        """What it is called in a report."""
        return self.do.__name__


CHANGES: list[Change] = []


def change(**facts: Any) -> Callable[[Callable[[Scene], Any]], Callable[[Scene], Any]]:
    """Add a change to the list."""
    facts = {
        name: frozenset(each) if name in {"seen_by", "stages", "also"} else each
        for name, each in facts.items()
    }

    def add(do: Callable[[Scene], Any]) -> Callable[[Scene], Any]:
        CHANGES.append(Change(do, **facts))
        return do

    return add


@change(thing="O1", shown_to=OWN, at=CASE)
def rewrite_a_need(scene):
    challenge = scene.rows.challenge
    challenge.title = f"Titel {scene.word}"
    challenge.description = f"Niemand sonst kennt {scene.word}. Woran liegt das bei {scene.word}?"


@change(thing="O1", shown_to=OWN, at=CASE)
def need_it_sooner(scene):
    before = scene.rows.challenge.needed_by or scene.now.date()
    scene.rows.challenge.needed_by = before + timedelta(days=3)


@change(thing="O1", shown_to=OWN, at=CASE + "/dateien")
def keep_another_file(scene):
    file = scene.rows.kept_attachment
    file.name, file.size = f"{scene.word}.pdf", file.size + 5000
    file.read(f"Niemand sonst kennt {scene.word}.", [["Author", scene.word]])


@change(thing="messages", shown_to=LEAD, at=CASE + "/fragen", stages=HANDED_IN)
def ask_something_else(scene):
    scene.rows.message.text = f"Kennen Sie {scene.word} schon?"


@change(thing="follow_up", shown_to=LEAD, at=DESK, stages={C})
def say_what_became_of_it(scene):
    scene.rows.follow_up.remark = f"Wir nutzen {scene.word}."


@change(thing="messages", shown_to=OWN, at=CASE, stages=HANDED_IN)
def write_to_the_company(scene):
    scene.session.add(
        Message(
            challenge_id=scene.rows.challenge.id, is_from_company=False, written_at=scene.now,
            author_id=scene.rows.users[LEAD].id, text=f"Wir prüfen {scene.word}.",
        )
    )  # fmt: skip


@change(thing="O1", shown_to=OWN, at=CASE, stages={D, S})
def want_other_help(scene):
    kinds = sorted(scene.rows.challenge.support_kinds, key=str)
    everything = type(kinds[0])
    scene.rows.challenge.ask_for(set(everything) - {kinds[0]} if len(kinds) < 3 else kinds[:1])


@change(seen_by={OWN, LEAD}, shown_to=LEAD, at=DESK, stages={S, P, T, I, M})
def promise_another_day(scene):
    """The day of the answer counts until another one is promised, or the company has heard."""
    case = scene.rows.challenge
    standing = standing_promise(case)
    if standing is not None:
        standing.due_on -= timedelta(days=9)
    else:
        case.promises.append(
            Promise(
                kind=PromiseKind.SEARCH, made_at=scene.now,
                due_on=local_date(scene.now) - timedelta(days=len(case.promises) + 9),
            )
        )  # fmt: skip


@change(thing="O0", shown_to=OWN, at=CASE, also={"admin"})
def rename_a_case(scene):
    scene.rows.challenge.reference = scene.word[-6:].upper()


@change(thing="O3", shown_to=LEAD, at=DESK, stages=HANDED_IN)
def get_a_new_telephone(scene):
    for account in scene.rows.challenge.company.accounts:
        account.phone = scene.word[:30]


@change(seen_by={OWN, ASKED, ADMIN, *MANAGERS}, shown_to=LEAD, at=DESK, stages={S, P, T, I, C, W})
def rename_a_company(scene):
    scene.rows.challenge.company.name = f"{scene.word} GmbH"


@change(thing="O2", shown_to=OWN, at=CASE, stages={S, P, T, I})
def reword_the_teaser(scene):
    unlock(scene.session)
    scene.rows.challenge.teasers[0].text = f"Ein Betrieb sucht Rat zu {scene.word}."


@change(
    seen_by={LEAD, ASKED, Party.PROFESSOR_OTHER}, shown_to=LEAD, at=DESK + "/kurzfassung",
    stages={P, T, I},
)  # fmt: skip
def draft_another_teaser(scene):
    """While newer words are written, the older ones leave the radar; its readers may notice."""
    challenge = scene.rows.challenge
    challenge.teasers.append(
        Teaser(version=len(challenge.teasers) + 1, text=f"Neu: {scene.word}", written_at=scene.now)
    )


@change(seen_by={ASKED, OTHER}, shown_to=ASKED, at="/kompetenzen/mein-profil")
def take_on_more(scene):
    scene.rows.profile.capacity += 1


@change(seen_by={ASKED, OTHER, LEAD}, shown_to=ASKED, at="/kompetenzen/mein-profil", stages={P, T})
def pause(scene):
    before = scene.rows.profile.paused_until or scene.now.date()
    scene.rows.profile.paused_until = before + timedelta(days=30)


@change(seen_by={OTHER})
def take_no_enquiries_for_another_reason(scene):
    resting = scene.session.get_one(Profile, scene.spare["resting"].id)
    if resting.capacity:
        resting.capacity, resting.paused_until = 0, None
    else:
        resting.capacity, resting.paused_until = 3, scene.now.date() + timedelta(days=99)


@change(seen_by={ASKED}, shown_to=ASKED, at="/kompetenzen/mein-profil")
def declare_a_tie_that_touches_no_case(scene):
    scene.rows.profile.account.conflicts.append(
        ConflictOfInterest(organisation=f"{scene.word} AG", declared_at=scene.now)
    )


@change(seen_by={SAME}, shown_to=SAME, at="/pruefung/verbindungen")
def let_a_manager_declare_a_tie(scene):
    scene.rows.users[SAME].conflicts.append(
        ConflictOfInterest(organisation=f"{scene.word} AG", declared_at=scene.now)
    )


@change(seen_by={LEAD}, shown_to=LEAD, at=DESK, stages={P, T, I})
def tie_a_proposed_professor(scene):
    account = scene.rows.neighbour.account
    name = scene.rows.challenge.company.name
    tied = [each for each in account.conflicts if each.organisation == name]
    if tied:
        account.conflicts.remove(tied[0])
    else:
        account.conflicts.append(ConflictOfInterest(organisation=name, declared_at=scene.now))


@change(seen_by={LEAD}, shown_to=LEAD, at=DESK, stages=PROPOSED)
def score_otherwise(scene):
    match = scene.rows.neighbour_match
    match.probability = 0.5 if match.probability == 0.11 else 0.11
    match.score, match.band = match.score + 1, Band.HIGH
    match.evidence.append(
        Evidence(
            aspect=match.run.aspects[0], statement=f"Aussage {scene.word}", words=[], strength=0.6
        )
    )


@change(seen_by={LEAD}, shown_to=LEAD, at=DESK, stages=PROPOSED)
def propose_somebody_else_or_nobody(scene):
    run = scene.rows.match.run
    added = [each for each in run.matches if each.profile_id == scene.rows.bystander.id]
    if added:
        scene.session.delete(added[0])
        return
    run.matches.append(
        Match(
            profile=scene.rows.bystander, origin=MatchOrigin.ADDED, rank=None, score=0.0,
            band=Band.LOW, created_at=scene.now,
        )
    )  # fmt: skip


@change(seen_by={LEAD}, shown_to=LEAD, at=DESK, stages=PROPOSED)
def note_something_about_a_decision(scene):
    scene.rows.match.decision.note = f"Notiz {scene.word}"


@change(seen_by={LEAD}, shown_to=LEAD, at=DESK, stages=PROPOSED)
def reject_a_proposal(scene):
    match = scene.rows.neighbour_match
    if match.decision is None:
        match.decide(
            Verdict.REJECTED, scene.rows.users[LEAD], scene.now, reason=RejectionReason.OTHER_TOPIC
        )
    match.decision.note = scene.word


@change(seen_by={LEAD, SAME, ADMIN}, shown_to=LEAD, at=DESK, stages={P, T, I, M})
def ask_somebody_else_in_vain(scene):
    """Managers of the same university see how busy its professors are, whoever asked them."""
    introduction = ask_neighbour(
        scene.session, scene.rows, IntroductionState.ASKED, scene.now - timedelta(days=1)
    )
    introduction.decline_reason = None
    record(scene.session, "angefragt", introduction, scene.now, by=scene.rows.users[LEAD])
    if len(scene.word) % 2:
        introduction.state = IntroductionState.EXPIRED
        record(scene.session, "anfrage_abgelaufen", introduction, scene.now, by=None)
    introduction.answer_due_at += timedelta(days=len(scene.word) - 20)


@change(seen_by={LEAD, SAME, ADMIN}, shown_to=LEAD, at=DESK, stages={P, T, I, M})
def prepare_an_enquiry_or_take_it_back(scene):
    """A prepared enquiry holds a place of the professor, and the page of the load shows it."""
    present = {each.state for each in scene.rows.challenge.introductions}
    taken_back = IntroductionState.PREPARED in present and scene.rows.introduction.asked_at
    introduction = ask_neighbour(
        scene.session,
        scene.rows,
        IntroductionState.REVOKED if taken_back else IntroductionState.PREPARED,
        scene.now,
    )
    introduction.teaser = introduction.asked_at = introduction.answer_due_at = None


@change(thing="O9", shown_to=OWN, at="/anfragen/{introduction_id}", stages={M, C, W})
def note_the_meeting(scene):
    scene.rows.introduction.meeting_note = f"Besprochen: {scene.word}"


@change(seen_by={LEAD}, shown_to=LEAD, at="/anfragen/{introduction_id}", stages={M, C})
def note_who_agreed_on_the_telephone(scene):
    scene.rows.introduction.consent_note = f"Am Telefon: {scene.word}"


@change(seen_by={LEAD}, shown_to=LEAD, at=DESK, stages={C})
def note_something_at_the_end(scene):
    scene.rows.challenge.outcome_note = scene.word


@change(seen_by={OWN, LEAD}, shown_to=OWN, at=CASE, stages={C})
def say_something_at_the_end(scene):
    scene.rows.challenge.message_to_company = scene.word


@change(seen_by={OWN, LEAD}, shown_to=OWN, at=CASE, stages={S, P})
def comment_on_the_teaser(scene):
    scene.rows.challenge.teasers[0].comment = scene.word


@change(seen_by={OWN, LEAD}, shown_to=OWN, at=CASE + "/bearbeiten", stages={D, S})
def exclude_a_name_that_nobody_has(scene):
    scene.rows.challenge.exclusions.append(Exclusion(organisation=f"{scene.word} AG"))


@change(seen_by={OWN, LEAD}, stages={P, T, I, M})
def exclude_a_professor_who_is_not_proposed(scene):
    scene.rows.challenge.exclusions.append(Exclusion(profile_id=scene.spare["resting"].id))


@change(seen_by={OWN, LEAD}, shown_to=OWN, at=CASE + "/bearbeiten", stages={S}, under="V1")
def put_an_embargo_off(scene):
    challenge = scene.rows.challenge
    challenge.embargo_until = (challenge.embargo_until or scene.now) + timedelta(days=2)


@change(seen_by=frozenset(), shown_to="company_other", at="/bedarfe", also={"company_other"})
def draft_a_need(scene):
    new_need(scene, ChallengeState.DRAFT)


@change(seen_by=MANAGERS, shown_to=LEAD, at="/pruefung", also={"company_other"})
def hand_in_a_need(scene):
    new_need(scene, ChallengeState.SUBMITTED)


@change(seen_by={LEAD}, shown_to=LEAD, at="/pruefung", also={"company_other"})
def hand_in_a_need_under_embargo(scene):
    scene.now -= timedelta(days=800)
    new_need(
        scene, ChallengeState.IN_REVIEW, lead_id=scene.people.lead.id,
        lead_taken_at=scene.now, embargo_until=scene.now + timedelta(days=900),
    )  # fmt: skip


@change(seen_by={LEAD, SAME}, shown_to=SAME, at="/pruefung", also={"company_other"})
def hand_in_a_need_from_which_a_university_is_excluded(scene):
    new_need(
        scene, ChallengeState.IN_REVIEW, lead_id=scene.people.lead.id, lead_taken_at=scene.now,
        exclusions=[Exclusion(university_id=scene.people.other.university_id)],
    )  # fmt: skip


@change(seen_by={LEAD}, shown_to=LEAD, at="/pruefung", also={"company_other"})
def withdraw_a_need(scene):
    scene.now -= timedelta(days=800)
    new_need(scene, ChallengeState.WITHDRAWN, lead_id=scene.people.lead.id, lead_taken_at=scene.now)


@change(seen_by=frozenset())
def write_a_profile_that_is_not_published(scene):
    hidden = scene.session.get_one(Profile, scene.spare["hidden"].id)
    hidden.summary = f"Geheim: {scene.word}"
    add_statement(hidden, f"{scene.word} und Titel {scene.word}")


@change(seen_by={OWN}, shown_to=OWN, at="/konto")
def sign_in_elsewhere(scene):
    account = scene.rows.users[OWN]
    scene.session.add(
        BrowserSession(
            key_hash=scene.word.ljust(64, "0"), account_id=account.id,
            session_token=account.session_token, device=scene.word,
            created_at=scene.now, last_seen_at=scene.now,
        )
    )  # fmt: skip


@change(seen_by={OWN, ADMIN}, shown_to=ADMIN, at="/betrieb/konten")
def set_up_a_second_factor_or_give_it_up(scene):
    account = scene.rows.users[OWN]
    found = scene.session.get(SecondFactor, account.id)
    if found is not None:
        scene.session.delete(found)
        return
    scene.session.add(
        SecondFactor(
            account_id=account.id, sealed_secret=scene.word, set_up_at=scene.now, last_step=0,
            recovery_hashes=[],
        )
    )  # fmt: skip


@change(seen_by={OWN, LEAD, ADMIN}, shown_to=OWN, at=CASE + "/gelesen", stages=HANDED_IN)
def read_a_need(scene):
    reader = scene.people.scout_elsewhere
    append(
        scene.session,
        AuditEntry(
            at=scene.now, actor_id=reader.id, verb="gelesen", object_type="challenges",
            object_id=scene.rows.challenge.id, challenge_id=scene.rows.challenge.id,
            detail={"what": ["volltext"], "role": "scout", "organisation": None, "n": scene.word},
        ),
    )  # fmt: skip


@change(seen_by={LEAD, ADMIN}, shown_to=ADMIN, at="/betrieb/auftraege", stages={S, P, T, I})
def fail_at_matching(scene):
    scene.session.add(
        Job(
            kind=JobKind.MATCH_CHALLENGE, challenge_id=scene.rows.challenge.id,
            state=WorkState.DEAD, created_at=scene.now, last_error=f"ValueError: {scene.word}",
        )
    )  # fmt: skip


@change(seen_by={ADMIN}, shown_to=ADMIN, at="/betrieb/auftraege")
def fail_at_sending_a_mail(scene):
    scene.session.add(
        OutgoingMail(
            template="enquiry", recipient_id=scene.rows.profile.account_id, body=scene.word,
            state=WorkState.DEAD, created_at=scene.now, subject=scene.word,
        )
    )  # fmt: skip


@change(seen_by={OWN, LEAD, ADMIN}, shown_to=OWN, at=CASE + "/gelesen", stages=HANDED_IN)
def ask_for_an_emergency(scene):
    scene.session.add(
        Emergency(
            challenge_id=scene.rows.challenge.id, asked_by_id=scene.people.admin.id,
            reason=f"Grund {scene.word}", asked_at=scene.now,
        )
    )  # fmt: skip


@change(seen_by={ADMIN})
def keep_another_password(scene):
    scene.rows.users[OTHER_COMPANY].password_hash = scene.word


def new_need(scene: Scene, state: ChallengeState, **facts: Any) -> None:
    """A need of the company beside the cases, in rare words."""
    from models import Challenge

    owner = scene.people.competitor
    challenge = Challenge(
        company_id=owner.company_id, entered_by_id=owner.id, municipality_ags="05978004",
        title=f"Titel {scene.word}", description=f"Rat zu {scene.word} gesucht, bald.",
        created_at=scene.now, state=state, **facts,
    )  # fmt: skip
    if state is not ChallengeState.DRAFT:
        challenge.submitted_at = scene.now
        challenge.answer_due_on = scene.now.date()
    if state is ChallengeState.WITHDRAWN:
        challenge.withdrawn_at = scene.now
    scene.session.add(challenge)
