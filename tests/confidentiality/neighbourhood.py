"""Cases at every stage side by side, and everybody who looks at them from a desk of their own."""

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

from models import (
    Account,
    ChallengeState,
    Competence,
    CompetenceKind,
    Introduction,
    IntroductionState,
    Profile,
    Role,
    TeaserState,
)
from models.matrix import Party, Stage, StandIn, load_matrix
from tests.browser_client import Browser
from tests.confidentiality.modifiers import MODIFIERS
from tests.confidentiality.worlds import World, build_world, make_people, rows_of

MODIFIED = (
    (Stage.SUBMITTED, "V1"),
    (Stage.PROPOSALS, "V1"),
    (Stage.PROPOSALS, "V2_university"),
    (Stage.TEASER_SENT, "V2_organisation"),
    (Stage.INTRODUCED, "V4_manager"),
    (Stage.INTRODUCED, "V5"),
)
"""Cases in which something takes rights away, beside one at every stage in which nothing does."""

SHOWN_BESIDE = {"O2": {"radar"}}
"""Objects whose words another one shows to more readers."""
OF_ITS_CASE = {
    Party.COMPANY_OWN: Party.COMPANY_OTHER,
    Party.PROFESSOR_ASKED: Party.PROFESSOR_OTHER,
}
"""Who has a part in one case is somebody else to all others."""


@dataclass
class Viewer:
    """Somebody who looks: the account, what they are to each case, and their browser."""

    name: str
    account: Account | None
    roles: dict[str, Party]
    browser: Browser
    is_scout_elsewhere: bool = False

    def party(self, world: World) -> Party:
        """What the viewer is to a case."""
        return self.roles[world.word("")]


@dataclass
class Neighbourhood:
    """Worlds with their modifiers, who looks at them, and rows that only changes touch."""

    worlds: list[World]
    viewers: list[Viewer]
    modifiers: dict[str, tuple[str, ...]]
    people: SimpleNamespace
    desks: dict[object, object]
    """The one case of each manager who has no part in the others."""
    spare: dict[str, object] = field(default_factory=dict)

    def sees(self, viewer: Viewer, world: World, thing: str) -> bool:
        """Whether the matrix lets a viewer read, list or export an object of a case."""
        matrix, party = load_matrix(), viewer.party(world)
        if party is Party.SCOUT and viewer.is_scout_elsewhere:
            return False
        taken = [matrix.modifiers[each] for each in self.modifiers[world.word("")]]
        return any(
            matrix.cells[key].allows(world.stage)
            for key in matrix.cells
            if key[0] in {thing, *SHOWN_BESIDE.get(thing, ())} and key[2] is party
        ) and not any(each.takes(party, thing, world.stage) for each in taken)


def build_neighbourhood(app, make, clock) -> Neighbourhood:
    """Everything in one database; the clock stands where it stood."""
    people = make_people(make)
    people.scout_elsewhere = make.account(Role.SCOUT)
    desks = _give_them_desks(make, people)
    _give_the_region_a_past(make, clock, people)
    worlds, modifiers = [], {}
    for stage in Stage:
        worlds.append(build_world(make, stage, people, clock()))
        modifiers[worlds[-1].word("")] = ()
    for stage, name in MODIFIED:
        world = build_world(make, stage, people, clock(), label=name)
        with make.writing() as session:
            MODIFIERS[name](rows_of(session, world))
        worlds.append(world)
        modifiers[world.word("")] = (name,)
    found = Neighbourhood(worlds, [], modifiers, people, desks)
    found.viewers = list(_viewers(app, worlds, people))
    _keep_spare_rows(make, found)
    return found


def _give_them_desks(make, people) -> dict[object, object]:
    """Whoever has no part in the cases has something of their own to look at."""
    own = make.profile("Alterung von Beton", chair="Lehrgebiet Baustoffe", capacity=5)
    desks = {}
    for manager in (people.same, people.other):
        case = make.challenge(ChallengeState.IN_REVIEW, lead=manager, title="Feuchte im Lager")
        make.introduction(
            IntroductionState.PREPARED, challenge=case, profile=own, lead=manager
        )  # fmt: skip
        desks[manager.id] = case.id
    make.introduction(IntroductionState.ASKED, profile=people.bystander, lead=people.same)
    make.challenge(ChallengeState.CLOSED, by=people.competitor, title="Staub im Filter")
    make.challenge(ChallengeState.DRAFT, by=people.competitor, title="Lärm der Pumpe")
    return desks


def _give_the_region_a_past(make, clock, people) -> None:
    """Months that are over, with enough needs to be counted for outsiders."""
    clock.advance(days=-60)
    for number in range(6):
        need = make.challenge(lead=people.same, title=f"Abwasser {number}")
        teaser = make.teaser(need, TeaserState.PRESENTED)
        assert teaser.presented_at == clock()
    clock.advance(days=60)


def _viewers(app, worlds, people):
    def look(name: str, account: Account | None, parties, **facts) -> Viewer:
        browser = Browser(app)
        if account is not None:
            browser.login(account)
        return Viewer(name, account, parties, browser, **facts)

    def everywhere(party: Party) -> dict[str, Party]:
        return {each.word(""): party for each in worlds}

    for world in worlds:
        for party, other in OF_ITS_CASE.items():
            parties = everywhere(other) | {world.word(""): party}
            yield look(f"{party.value} {world.word('')}", world.parties[party], parties)
    for party, account in worlds[0].parties.items():
        if party in Party and party not in OF_ITS_CASE and party is not Party.DRAFTER:
            yield look(party.value, account, everywhere(party))
    for who in (StandIn.DEPUTY, StandIn.FORMER_LEAD):
        party = load_matrix().party(who)
        yield look(who.value, worlds[0].parties[who], everywhere(party))
    yield look(
        "scout elsewhere", people.scout_elsewhere, everywhere(Party.SCOUT), is_scout_elsewhere=True
    )


def _keep_spare_rows(make, found: Neighbourhood) -> None:
    resting = make.profile(
        "Faulgas aus Bioabfall", university="HSBO", chair="Lehrgebiet Ruhe", capacity=0
    )
    hidden = make.profile("Noch geheim", university="HSBO", chair="Lehrgebiet Entwurf")
    with make.writing() as session:
        session.get_one(Profile, hidden.id).unpublish()
    found.spare = {"resting": resting, "hidden": hidden}


def add_statement(profile: Profile, text: str) -> None:
    """One more competence."""
    profile.competences.append(Competence(text=text, kind=CompetenceKind.METHOD))


def ask_neighbour(session, rows, state: IntroductionState, at) -> Introduction:
    """The second professor proposed for a case is chosen, asked, and so on up to a state."""
    introduction = next(
        (each for each in rows.challenge.introductions if each.profile is rows.neighbour), None
    )
    if introduction is None:
        introduction = Introduction(
            challenge=rows.challenge, profile=rows.neighbour, match=rows.neighbour_match,
            created_at=at,
        )  # fmt: skip
        session.add(introduction)
    introduction.state = state
    if state in {IntroductionState.PREPARED, IntroductionState.REVOKED}:
        return introduction
    introduction.teaser, introduction.asked_at = rows.teaser, at
    introduction.answer_due_at = at + timedelta(days=14)
    return introduction
