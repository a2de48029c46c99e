"""A mail is set from its own text: what is a link, a fact or a closing, and how it looks."""

import re

import pytest
from bs4 import BeautifulSoup

from models import Role
from tests.mailing import page_of, text_of
from webapp.letter_looks import SHEETS, dark_sheet, look
from webapp.letter_pages import set_letter
from webapp.letter_parts import read_letter

BASE = "https://hub.example"
SENDER = "Transferstelle"
SIGNATURE = "\n\nMit freundlichen Grüßen\nTransferstelle\n\nTelefon 0221 1\nE-Mail a@hub.example\n"
LETTER = f"""Guten Tag Ida Berg,

ein Unternehmen sucht Hilfe.

Gewünschte Hilfe: Prototypen
Antwort erbeten bis: 3. April 2026, 9:00 Uhr

Anfrage lesen:
{BASE}/anfragen/1

Wenn Sie sich lieber anmelden:
{BASE}/anmelden{SIGNATURE}"""


def read(body: str):
    return read_letter(body, BASE, SENDER)


def kinds(body: str) -> list[str]:
    return [part.kind for part in read(body).parts]


def test_a_letter_is_taken_apart():
    reading = read(LETTER)

    assert [part.kind for part in reading.parts] == ["text", "text", "facts", "step", "way"]
    _greeting, _text, facts, step, way = reading.parts
    assert facts.facts[0] == ("Gewünschte Hilfe", "Prototypen")
    assert (step.words, step.url) == ("Anfrage lesen", f"{BASE}/anfragen/1")
    assert (way.lines, way.url) == (["Wenn Sie sich lieber anmelden:"], f"{BASE}/anmelden")
    assert (reading.closing, reading.sender) == ("Mit freundlichen Grüßen", SENDER)
    assert reading.contact == ["Telefon 0221 1", "E-Mail a@hub.example"]
    assert reading.preview == "ein Unternehmen sucht Hilfe."


@pytest.mark.parametrize(
    "line",
    [
        "https://elsewhere.example/x", f"{BASE}.evil.example/x", f"{BASE}@evil.example/",
        f"{BASE}", f"siehe {BASE}/x", f"{BASE}/x und mehr", f"{BASE}/x.", f"{BASE}/\u202ex",
        "javascript:alert(1)", f"HTTPS://HUB.example/{BASE}/",
    ],
)  # fmt: skip
def test_only_an_address_of_ours_alone_on_its_line_is_a_link(line):
    assert kinds(f"Guten Tag,\n\nBitte klicken:\n{line}") == ["text", "text"]


def test_a_link_without_short_words_before_it_keeps_the_text_and_gets_words_of_its_own():
    long = (
        "Ein langer Satz, der sagt, was hinter dem Link zu finden ist, und mit einem Punkt endet."
    )
    for before in (long, long.replace(".", ":"), ":"):
        text, step = read(f"{before}\n{BASE}/x").parts

        assert list(text.lines) == [before]
        assert step.words == ""


def test_a_sentence_with_a_colon_is_no_fact():
    assert kinds("Die Transferstelle meint, kurz gesagt: ja.") == ["text"]
    assert kinds("Gerät: Firefox\nDas waren Sie nicht?") == ["text"]


def test_what_people_write_themselves_does_not_end_the_letter():
    reading = read(f"Hallo,\n\nMit freundlichen Grüßen\n{SENDER}\n\nP. S. Bitte bald.{SIGNATURE}")

    assert "P. S. Bitte bald." in [line for part in reading.parts for line in part.lines]
    assert reading.contact == ["Telefon 0221 1", "E-Mail a@hub.example"]
    assert read("Nur ein Satz.").closing == ""


def test_the_preview_ends_with_a_whole_word():
    reading = read("Guten Tag,\n\n" + "sehr lange Wörter " * 30)

    assert len(reading.preview) < 115
    assert reading.preview.endswith(("Wörter …", "lange …", "sehr …"))


def test_every_element_gets_its_style_with_colours_and_pixels():
    for name in ("page", "sheet", "text", "go", "step", "address", "contact", "preview"):
        style = str(look(name))
        assert style.startswith(f'class="letter__{name}" style="')
        assert style.count('"') == 4
        assert not re.search(r"var\(|\brem\b|\drem|url\(|@", style), name


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("sheet", ("text", "title", "link", "address", "contact")),
        ("page", ("foot", "wordmark", "eco")), ("step", ("go",)), ("facts", ("facts",)),
    ],
)  # fmt: skip
def test_words_can_be_read_on_light_and_dark_ground(on, words):
    def colour(of: str, kind: str, rules: str) -> str:
        return re.search(rf"(?:^|[;\s\"{{]){kind}: (#[0-9a-f]{{6}})", rules)[1]

    dark = dict(re.findall(r"letter__(\w+) {([^}]+)}", str(dark_sheet())))
    for word in words:
        assert contrast(colour(on, "background", look(on)), colour(word, "color", look(word))) > 4.5
        ground, ink = colour(on, "background", dark[on]), colour(word, "color", dark[word])
        assert contrast(ground, ink) > 4.5, word


def test_the_dark_sheet_changes_colours_and_nothing_else():
    _media, _line, rules = str(dark_sheet()).partition("\n")

    declared = re.findall(r"([\w-]+): [^;}]+ !important", rules)
    assert len(declared) > 15
    assert set(declared) <= {"color", "background", "border", "border-top"}


def test_every_rule_of_a_mail_is_used():
    templates = SHEETS[1].parent.parent
    source = "".join(
        (templates / name).read_text(encoding="utf-8")
        for name in ("mail/page.html", "components/letter.html")
    )
    rules = set(re.findall(r"^\.letter__([a-z]+) ", SHEETS[1].read_text("utf-8"), re.MULTILINE))

    assert rules <= set(re.findall(r'look\("([a-z]+)"\)', source))


def test_a_mail_arrives_with_text_and_page_in_characters_that_every_server_takes(
    app, browser, make, work_off
):
    recipient = make.account(Role.COMPANY, language="en")
    browser.submit("/passwort-vergessen", email=recipient.email)
    work_off()

    (message,) = app.sent
    assert message.get_content_type() == "multipart/alternative"
    plain, page = message.iter_parts()
    assert [plain.get_content_type(), page.get_content_type()] == ["text/plain", "text/html"]
    for part in (plain, page):
        assert part["Content-Transfer-Encoding"] == "quoted-printable"
        assert part.get_content_charset() == "utf-8"
        assert "Content-Disposition" not in part
    raw = message.as_bytes()
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 78
    soup = BeautifulSoup(page_of(message), "html.parser")
    assert soup.html["lang"] == "en"
    assert soup.h1.text == "Link for a new password"
    assert soup.select_one("a[href]")["href"] in text_of(message)


def test_hostile_words_stay_words(app):
    body = '<script>alert(1)</script> & "x" {{ 7 * 7 }}\n\n<b>Fett</b>: <img src=x>'
    with app.app_context():
        page = set_letter("</title><script>x</script>", body, "de")

    soup = BeautifulSoup(page, "html.parser")
    assert not soup.select("script, img, b")
    assert '<script>alert(1)</script> & "x" {{ 7 * 7 }}' in soup.select_one("[role=main]").text
    assert soup.title.text == "</title><script>x</script>"
