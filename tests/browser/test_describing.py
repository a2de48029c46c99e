"""A managing director with three minutes: from the start page to a need that is handed in."""

from tests.browser.pace import Pace

TITLE = "Clips aus Rezyklat brechen beim Montieren"
TEXT = (
    "Seit wir Rezyklat einsetzen, brechen uns die Clips beim Montieren, etwa 200 Stück am Tag. "
    "Die Einrichter haben schon die Temperatur gesenkt, das hat nichts geändert. Woran liegt das?"
)


def test_a_need_is_handed_in_within_three_minutes_and_without_an_account(visit, make, work_off):
    make.profile(
        "Versprödung von Rezyklaten im Spritzguss und Bruch von Kunststoffteilen",
        chair="Lehrgebiet Kunststofftechnik",
    )
    make.municipality()
    director, pace = visit("director"), Pace()
    director.open("/")
    director.look("start")
    director.follow(pace.click("Bedarf beschreiben"))
    director.look("beschreiben-leer")

    director.fill("Worum geht es?", pace.type(TITLE))
    director.fill("Beschreiben Sie das Problem", pace.type(TEXT))
    director.page.wait_for_selector(".advice__found")
    assert "Lehrgebiet" not in director.page.inner_text(".advice")
    director.look("beschreiben-hinweise")
    director.page.select_option("[name=municipality_ags]", label=pace.click("Bergkamen"))
    director.fill("Name des Unternehmens", pace.type("Musterguss Bönen GmbH"))
    director.fill("Ihre Funktion", pace.type("Geschäftsführung"))
    director.fill("E-Mail-Adresse", pace.type("leitung@musterguss.example"))
    director.click(pace.click("Weiter: E-Mail-Adresse bestätigen"))
    director.look("beschreiben-unterwegs")

    work_off()
    director.open("/postfach")
    pace.click("Link in der E-Mail")
    director.page.locator("a[href*='/bedarfe/beschreiben/einreichen/']").first.click()
    director.look("beschreiben-einreichen")
    director.click(pace.click("Bedarf einreichen"))
    director.look("beschreiben-passwort")

    assert director.sees("Ihr Bedarf ist eingereicht")
    assert pace.seconds <= 180


def test_a_lost_connection_loses_nothing(visit, make):
    make.municipality()
    director = visit("director")
    director.open("/bedarfe/beschreiben")
    director.ignore_failed_loads = True
    director.page.context.set_offline(True)
    director.page.locator("[name=title]").press_sequentially(TITLE[:12])
    director.page.wait_for_selector(".advice--offline")
    assert "Verbindung ist unterbrochen" in director.page.inner_text(".advice")
    director.look("beschreiben-ohne-verbindung")

    director.page.context.set_offline(False)
    director.page.wait_for_selector(".advice__kept")
    director.ignore_failed_loads = False
    director.open("/bedarfe/beschreiben")

    assert director.page.input_value("[name=title]") == TITLE[:12]
