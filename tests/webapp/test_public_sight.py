"""The page „Wer sieht was?“ says what the matrix says, completely and for everybody."""

from models import Role
from models.matrix import Party, Stage, Verb, load_matrix
from webapp.public import sight

NO_PAGE_OF_THEIR_OWN = {Party.DRAFTER, Party.WORKER}


def lines_under(page, heading: str) -> list[str]:
    title = next(each for each in page.select("main h2") if each.text == heading)
    items = title.find_next_sibling().select("li")
    return [" ".join(each.get_text().split()) for each in items]


def test_everybody_reads_who_sees_what(browser):
    page = browser.get("/wer-sieht-was")

    lead = lines_under(page, "Die Transferstelle, die Ihren Fall führt")
    assert "den Bedarf im vollen Wortlaut und seine Dateien: ab dem Einreichen" in lead
    assert "oder nicht mehr vertritt, behält davon nichts." in page.text
    asked = lines_under(page, "Professorinnen und Professoren, die gefragt werden")
    assert (
        "den Bedarf im vollen Wortlaut und seine Dateien: erst wenn beide Seiten zugestimmt haben, "
        "bis Sie den Bedarf zurückziehen, von den Dateien nur, was das Unternehmen dafür "
        "freigegeben hat" in asked
    )
    scout = lines_under(page, "Ein Scout, der den Bedarf aufgeschrieben hat")
    assert (
        "den Bedarf im vollen Wortlaut und seine Dateien: nur bis zum Einreichen, "
        "nur was er selbst aufgeschrieben hat" in scout
    )


def test_the_page_leaves_nothing_of_the_matrix_out():
    matrix = load_matrix()

    assert set(Party) - sight.WHO.keys() == NO_PAGE_OF_THEIR_OWN
    shown = {
        (view.who, each.what) for view in sight.views_of(matrix) for each in view.sights
    }  # fmt: skip
    for (thing, verb, party), cell in matrix.cells.items():
        is_for_people = verb is Verb.READ and party not in NO_PAGE_OF_THEIR_OWN
        if is_for_people and cell.is_built and cell.stages:
            assert (sight.WHO[party], sight.WHAT[thing]) in shown
    assert set(Stage) - sight.FROM.keys() == {Stage.WITHDRAWN}


def test_a_company_finds_it_where_it_writes(browser, make):
    browser.login(make.account(Role.COMPANY))

    page = browser.get("/bedarfe/neu")

    assert page.select_one("main a[href='/wer-sieht-was']")
    assert page.select_one("footer a[href='/wer-sieht-was']")
