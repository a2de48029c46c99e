"""Topics nobody covers: what counts, who reads what, what managers make of them, what is public."""

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from models import (
    AuditEntry,
    Challenge,
    ChallengeState,
    Exclusion,
    Job,
    JobKind,
    MatchOrigin,
    MatchRun,
    NoMatchReason,
    Role,
    TopicGap,
    TopicGapCounted,
    TopicGapEdition,
    TopicGapEntry,
    TopicGapNeed,
    TopicGapReading,
    TopicGapStep,
    UnansweredCause,
)
from tests.webapp.statements import count_statements
from webapp import nightly, topic_editions, topic_jobs
from webapp.unanswered import unanswered_needs

FOAM = (
    ("Schaum im Galvanikbad", "Das galvanische Bad schäumt über, wir suchen einen Entschäumer."),
    ("Bad schäumt über", "Seit dem neuen Tensid schäumt unser Galvanikbad. Welcher Entschäumer?"),
    ("Schäumendes Chrombad", "Der Entschäumer im galvanischen Bad stört die Schicht aus Chrom."),
)
LEATHER = (
    ("Lederreste verwerten", "Aus der Polsterei bleiben Lederreste. Was kann man daraus machen?"),
    ("Abfälle aus Leder", "Wir werfen Lederreste weg. Kann jemand das Leder wieder verwerten?"),
)
LONELY = ("Zugvögel und Windräder", "Wie zählt man Zugvögel in der Nacht mit einem Radargerät?")
NAME = "Entschäumer für die Oberflächentechnik"


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def unanswered(make, manager):
    """Closes a need because nobody covers its topic."""

    def close(words, *codes, by=None, lead=manager, **facts):
        challenge = make.challenge(
            ChallengeState.IN_REVIEW,
            by=by,
            lead=lead,
            title=words[0],
            description=words[1],
            **facts,
        )
        if codes:
            make.theme_reading(challenge, *codes)
        make.no_match(lead=lead, challenge=challenge)
        return challenge

    return close


@pytest.fixture
def find_topics(app, make, work_off, session, clock):
    """Lets the worker find topics; gives back which needs stand together, by title."""

    def run() -> list[set[str]]:
        with app.app_context(), make.writing() as writing:
            topic_jobs.ask_for_topics(writing, clock())
        work_off()
        session.rollback()
        found: dict[object, set[str]] = {}
        for need in session.scalars(select(TopicGapNeed)):
            found.setdefault(need.topic_gap_id, set()).add(need.challenge.title)
        return sorted(found.values(), key=lambda each: (-len(each), sorted(each)))

    return run


def exclude(make, challenge, manager):
    with make.writing() as writing:
        writing.add(Exclusion(challenge_id=challenge.id, university_id=manager.university_id))


def topic_with(session, title):
    session.rollback()
    query = select(TopicGapNeed).join(Challenge).where(Challenge.title == title)
    return session.scalars(query).one().topic_gap_id


def test_the_worker_bundles_what_nobody_answers(find_topics, unanswered, session):
    for words in (*FOAM, *LEATHER, LONELY):
        unanswered(words)

    assert find_topics() == [
        {title for title, _text in FOAM}, {title for title, _text in LEATHER}, {LONELY[0]},
    ]  # fmt: skip
    reading = session.scalars(select(TopicGapReading)).one()
    assert reading.vocabulary
    assert reading.model_sha256 is None
    assert not reading.is_degraded
    need = session.scalars(select(TopicGapNeed).join(Challenge).where(
        Challenge.title == FOAM[0][0])).one()  # fmt: skip
    text = f"{need.challenge.title}\n{need.challenge.description}"
    assert "Entschäumer" in {text[start:end] for start, end in need.spans}


def test_what_somebody_covers_does_not_count(make, manager, session, clock):
    for reason in NoMatchReason:
        make.no_match(lead=manager, reason=reason)

    def late(**facts):
        challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
        run_id = make.match(challenge, **facts).run_id
        with make.writing() as writing:
            writing.get_one(MatchRun, run_id).is_abstention = True
        return challenge

    waiting = late()
    late(origin=MatchOrigin.ADDED, rank=None)
    asked = late()
    make.introduction(challenge=asked, lead=manager)
    fits = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    make.match(fits)
    embargoed = late()
    with make.writing() as writing:
        writing.get_one(Challenge, embargoed.id).embargo_until = clock.at + timedelta(days=60)

    session.rollback()
    assert {each.cause for each in unanswered_needs(session, clock.at)} == {UnansweredCause.TOPIC}
    clock.advance(days=20)
    found = unanswered_needs(session, clock.at)
    assert len([each for each in found if each.cause is UnansweredCause.TOPIC]) == 1
    assert [each.challenge.id for each in found if each.cause is UnansweredCause.NO_PROPOSAL] == [
        waiting.id
    ]


def test_managers_read_the_list_and_a_topic_with_its_evidence(
    browser, make, manager, unanswered, find_topics, session
):
    profile = make.profile("Alterung von Beton unter Last", chair="Lehrgebiet Baustoffe")
    cases = [unanswered(words, "abwasser") for words in FOAM]
    find_topics()
    browser.login(manager)

    page = browser.get("/themenluecken")
    assert page.h1.text == "Themenlücken"
    row = page.select_one("tbody tr")
    assert "Unternehmen: 3" in row.text
    assert "Bedarfe: 3" in row.text
    page = browser.get(row.select_one("a")["href"])
    assert "Abwasser" in page.h1.text
    for case, (title, _text) in zip(cases, FOAM, strict=True):
        assert title in page.text
        assert case.company.name in page.text
    assert "Entschäumer" in {each.text for each in page.select("blockquote mark")}
    assert profile.chair in page.text
    assert "Unter der Schwelle des Abgleichs" in page.text
    table = browser.client.get("/themenluecken/tabelle.csv").text
    assert "Bergkamen (3)" in table


def test_other_desks_read_counts_and_no_words(browser, make, unanswered, find_topics, session):
    cases = [unanswered(words, "abwasser") for words in FOAM]
    find_topics()
    other = make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id)
    browser.login(other)

    page = browser.get("/themenluecken")
    assert "Unternehmen: unter 5" in page.text
    assert "Bedarfe: 3" in page.text
    page = browser.get(page.select_one("tbody a")["href"])
    assert page.select("blockquote") == []
    for case in cases:
        assert case.reference in page.text
        for secret in (case.title, case.company.name, "Entschäumer"):
            assert secret not in page.text


def test_whoever_is_barred_learns_nothing_not_even_a_count(
    browser, make, manager, unanswered, find_topics, session
):
    shut_out = make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id)
    for words in FOAM[:2]:
        unanswered(words, "abwasser")
    for words in LEATHER:
        unanswered(words)
    find_topics()
    paths = ["/themenluecken", "/themenluecken?stand=einzeln", "/themenluecken/tabelle.csv"]
    paths += [f"/themenluecken/{each}" for each in session.scalars(select(TopicGap.id))]

    def seen():
        browser.login(shut_out)
        return [browser.client.get(each).text.split("<main")[-1] for each in paths]

    def plain(pages):
        return [re.sub(r'name="(?:csrf_token|idempotency_key)" value="[^"]*"', "", each)
                for each in pages]  # fmt: skip

    before = plain(seen())
    hidden = [unanswered(FOAM[2], "abwasser"), unanswered(LONELY)]
    for each in hidden:
        exclude(make, each, shut_out)
    find_topics()

    assert plain(seen()) == before
    browser.login(manager)
    topic = topic_with(session, FOAM[2][0])
    assert topic == topic_with(session, FOAM[0][0])
    assert "Bedarfe: 3" in browser.get("/themenluecken").text
    browser.submit(f"/themenluecken/{topic}/beschreiben", name=NAME)
    assert NAME in browser.get("/themenluecken").text
    assert plain(seen()) == before
    lonely = topic_with(session, LONELY[0])
    browser.login(shut_out)
    browser.get(f"/themenluecken/{lonely}", status=404)


def test_a_name_outlives_the_nights_and_what_came_later(
    browser, make, manager, unanswered, find_topics, session
):
    for words in FOAM[:2]:
        unanswered(words)
    find_topics()
    topic = topic_with(session, FOAM[0][0])
    browser.login(manager)
    browser.submit(f"/themenluecken/{topic}/beschreiben", name=NAME, note="Ein Labor für Tenside.")
    unanswered(FOAM[2])
    unanswered(LONELY)

    find_topics()

    assert topic_with(session, FOAM[2][0]) == topic
    page = browser.get(f"/themenluecken/{topic}")
    assert page.h1.text == NAME
    assert "Ein Labor für Tenside." in page.text
    steps = [each.step for each in session.scalars(select(TopicGapEntry))]
    assert steps == [TopicGapStep.NAMED, TopicGapStep.NOTED]
    verbs = set(session.scalars(select(AuditEntry.verb)))
    assert {"themenluecke_benannt", "themenluecke_vermerkt"} <= verbs


REFUSED = [
    ("name", "x" * 121, "Es sind 1 zu viel"),
    ("name", "Schaum bei der Chromwerk Lünen GmbH", "Chromwerk"),
    ("note", "Anruf bei 02306 4711-0", "02306"),
]


def test_words_that_point_to_a_company_are_refused_and_kept(
    browser, make, manager, unanswered, find_topics, session
):
    owner = make.account(Role.COMPANY, company_id=make.company("Chromwerk Lünen GmbH").id)
    unanswered(FOAM[0], by=owner)
    find_topics()
    url = f"/themenluecken/{topic_with(session, FOAM[0][0])}/beschreiben"
    browser.login(manager)
    for field, typed, words in REFUSED:
        page = browser.submit(url, status=422, **{field: typed})

        assert words in page.error_at(field), typed
        shown = page.select_one(f"[name={field}]")
        assert typed in (shown.get("value") or shown.text)
    assert session.scalars(select(TopicGapEntry)).all() == []


def test_a_topic_is_taken_up_and_put_aside_and_resumed(
    browser, make, manager, unanswered, find_topics, session
):
    for words in FOAM:
        unanswered(words)
    known = make.no_match(lead=manager, topic="Schaum in Bädern")
    find_topics()
    topic = topic_with(session, FOAM[0][0])
    url = f"/themenluecken/{topic}"
    browser.login(manager)

    browser.submit(f"{url}/beschreiben", gap=str(known.gap_id))
    assert "Schaum in Bädern" in browser.get(url).text
    page = browser.submit(f"{url}/aufgreifen", status=422, taken_up_on="2026-01-07")
    assert "Bitte wählen Sie die Hochschule" in page.error_at("university")
    university = manager.university_id
    page = browser.submit(
        f"{url}/aufgreifen", status=422, university=str(university), taken_up_on="2999-01-01"
    )
    assert "vergangen" in page.error_at("taken_up_on")
    page = browser.submit(f"{url}/aufgreifen", university=str(university), taken_up_on="2026-01-07")
    assert "seit 7. Januar 2026" in page.text
    assert "Bedarfe: 3" in browser.get("/themenluecken?stand=aufgegriffen").text
    browser.submit(url, action="/wieder-aufnehmen")
    browser.submit(url, action="/zurueckstellen")
    assert "Bedarfe: 3" in browser.get("/themenluecken?stand=zurueckgestellt").text
    assert "Bedarfe: 3" not in browser.get("/themenluecken").text
    session.rollback()
    steps = [each.step for each in session.scalars(select(TopicGapEntry))]
    assert steps[-3:] == [TopicGapStep.TAKEN_UP, TopicGapStep.RESUMED, TopicGapStep.DISMISSED]


def test_an_erased_company_leaves_the_topic_and_its_history(
    app, browser, make, manager, unanswered, find_topics, session
):
    cases = [unanswered(words) for words in FOAM]
    lonely = unanswered(LONELY)
    find_topics()
    topic, single = (topic_with(session, title) for title in (FOAM[0][0], LONELY[0]))
    browser.login(manager)
    for each, name in ((topic, NAME), (single, "Zählen von Vögeln bei Nacht")):
        browser.submit(f"/themenluecken/{each}/beschreiben", name=name)

    for case in (cases[0], lonely):
        browser.login(case.entered_by)
        browser.submit(f"/bedarfe/{case.id}/loeschen")

    browser.login(manager)
    assert "Bedarfe: 2" in browser.get("/themenluecken").text
    assert browser.get(f"/themenluecken/{topic}").h1.text == NAME
    browser.get(f"/themenluecken/{single}", status=404)
    with app.app_context():
        nightly.tidy()
    session.rollback()
    assert session.get(TopicGap, single) is None
    assert [each.text for each in session.scalars(select(TopicGapEntry))] == [NAME]


def test_managers_have_topics_found_again_and_only_once(browser, manager, work_off, session):
    browser.login(manager)
    page = browser.get("/themenluecken")
    assert "Noch nicht gesucht" in page.text

    browser.submit("/themenluecken", action="/neu-suchen")
    assert "sucht die Themen gerade neu" in browser.get("/themenluecken").text
    browser.client.post("/themenluecken/neu-suchen")

    jobs = session.scalars(select(Job).where(Job.kind == JobKind.GATHER_TOPICS)).all()
    assert len(jobs) == 1
    work_off()
    assert "Hier steht kein Thema" in browser.get("/themenluecken").text


def test_pages_ask_the_database_no_more_for_many_topics(
    database, browser, manager, unanswered, make
):
    for number in range(2):
        make.topic_gap(unanswered((f"Bedarf {number}", LONELY[1]), "kunststoffe"), name="Thema A")
    browser.login(manager)
    url = "/themenluecken?stand=einzeln"
    browser.get(url)
    few = count_statements(database, lambda: browser.get(url))
    for number in range(6):
        make.topic_gap(unanswered((f"Fall {number}", LONELY[1]), "kunststoffe"), name="Thema B")

    assert count_statements(database, lambda: browser.get(url)) == few


@pytest.fixture
def half_year_of_foam(unanswered, find_topics, clock, make):
    """Five companies that nobody answers, in one topic, after the half-year has settled."""

    def run(count=5, *, hidden=0, barred=None):
        found = []
        for number in range(count + hidden):
            words = (f"{FOAM[number % 3][0]} {number}", FOAM[number % 3][1])
            found.append(unanswered(words, "abwasser"))
            if number >= count:
                exclude(make, found[-1], barred)
        clock.advance(days=240)
        find_topics()
        return found

    return run


def test_the_public_reads_topics_of_five_companies_by_their_themes(
    browser, make, manager, half_year_of_foam, session, clock, app
):
    supporter = make.account(Role.SUPPORTER)
    cases = half_year_of_foam(5)
    edition = session.scalars(select(TopicGapEdition)).one()
    assert edition.figures["companies"] == 5

    browser.login(supporter)
    page = browser.get("/fehlende-themen")
    assert "Abwasser" in page.text
    assert "Unternehmen: 5" in page.text
    for case in cases:
        for secret in (case.title, case.company.name, case.reference, "Entschäumer"):
            assert secret not in page.text
    browser.login(manager)
    topic = edition.topic_gap_id
    pdf = browser.client.get(f"/themenluecken/{topic}/steckbrief.pdf")
    reader = PdfReader(io.BytesIO(pdf.data))
    text = " ".join(each.extract_text() for each in reader.pages)
    assert len(reader.pages) == 1
    assert "Steckbrief" in text
    for case in cases:
        assert case.title not in text
        assert case.company.name not in text
    browser.client.get("/abmelden")


def test_four_companies_are_published_nowhere_and_wait(
    browser, manager, half_year_of_foam, unanswered, find_topics, session, clock
):
    half_year_of_foam(4)
    assert session.scalars(select(TopicGapEdition)).all() == []
    browser.login(manager)
    topic = session.scalars(select(TopicGap.id)).first()
    browser.get(f"/themenluecken/{topic}/steckbrief.pdf", status=409)
    assert "Noch kein Thema" in browser.get("/fehlende-themen").text

    unanswered((f"{FOAM[0][0]} neu", FOAM[0][1]), "abwasser")
    find_topics()
    assert session.scalars(select(TopicGapEdition)).all() == []
    clock.advance(days=190)
    find_topics()

    edition = session.scalars(select(TopicGapEdition)).one()
    assert edition.figures["companies"] == 5


def test_two_looks_and_two_editions_cannot_be_taken_from_each_other(
    half_year_of_foam, unanswered, find_topics, session, clock
):
    cases = half_year_of_foam(6)
    first = session.scalars(select(TopicGapEdition)).one()
    before = (first.id, first.themes, first.figures)
    for number in range(3):
        unanswered((f"{FOAM[number][0]} später", FOAM[number][1]), "abwasser")
    find_topics()
    with_one = session.scalars(select(TopicGapEdition)).one()
    assert (with_one.id, with_one.themes, with_one.figures) == before
    clock.advance(days=190)
    find_topics()
    assert len(session.scalars(select(TopicGapEdition)).all()) == 1
    for number in range(2):
        unanswered((f"{FOAM[number][0]} zuletzt", FOAM[number][1]), "abwasser")
    clock.advance(days=190)
    find_topics()

    editions = session.scalars(select(TopicGapEdition).order_by(TopicGapEdition.half_year)).all()
    assert [each.figures["companies"] for each in editions] == [6, 5]
    counted = session.scalars(select(TopicGapCounted)).all()
    assert len(counted) == len({each.challenge_id for each in counted}) == 11
    assert {each.challenge_id for each in counted if each.edition_id == first.id} == {
        each.id for each in cases
    }


def test_a_case_that_is_kept_from_a_manager_is_published_nowhere(make, half_year_of_foam, session):
    shut_out = make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id)
    half_year_of_foam(4, hidden=1, barred=shut_out)

    assert session.scalars(select(TopicGapEdition)).all() == []
    assert topic_editions.editions(session) == []
