"""What gives a company away, one way of writing it at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Account, Challenge, Company, Municipality, Role
from webapp.identifying import Trace, find_identifying, telling_words

HOSTILE = (
    *("a", "a.", "1 ", "0 ", "Aa ", "Aa-", "a@a.", "null ", "größte ", "„A", "Unna-", "Kunde ist "),
    *("A. ", "Tarvo ", "T a r v o ", "DE89 ", "a\u200b", "a\u0301", "fertigen für ", "(", "x. "),
)


@pytest.fixture(scope="module")
def challenge() -> Challenge:
    place = Municipality(ags="05978012", name="Fröndenberg/Ruhr", is_in_district=True)
    by = Account(display_name="Anneliese Holtgräve", email="a@b.example", role=Role.COMPANY)
    return Challenge(
        title="Risse im Sieb",
        description="Das Sieb reißt.",
        company=Company(name="Tarvo Siebbau Wenning GmbH", municipality=place),
        municipality=place,
        entered_by=by,
    )


def traces(text: str, challenge: Challenge) -> dict[str, Trace]:
    return {each.words: each.trace for each in find_identifying(text, challenge)}


SPELLINGS = {
    Trace.COMPANY: (
        *("Tarvo Siebbau Wenning GmbH", "tarvo-siebbau-wenning", "TARVO SIEBBAU WENNING"),
        "Tarvo\nSiebbau Wenning",
    ),
    Trace.MEMBER: ("Anneliese Holtgräve", "anneliese holtgraeve"),
    Trace.EMAIL: (
        *("a.hein@sieb-x.de", "a.hein(at)sieb-x.de", "a [at] sieb [dot] de", "a.hein @ sieb . de"),
        *("a{at}sieb.de", "hein at sieb punkt de", "a@\nsieb.example", "A.HEIN@SIEB.DE"),
    ),
    Trace.PHONE: (
        *("02307 123456", "02307/12 34 56", "+49 (0)2307-123456", "0049 2307 123456"),
        *("(02307) 123456", "0 23 07 12 34 56", "null zwo drei null sieben", "02307\n123456"),
    ),
    Trace.WEB_ADDRESS: ("www.sieb-x.de", "https://sieb-x.de/neu", "sieb-x.ruhr", "sieb-x punkt de"),
    Trace.HANDLE: ("@sieb_x", "instagram.com/siebx", "linkedin.com/in/siebx"),
    Trace.REGISTER: (
        "HRB 1234",
        "DE 123 456 789",
        "DE12 3456 7890 1234 5678 90",
        "EP 1 234 567 B1",
    ),
    Trace.COORDINATES: ("51.6123, 7.6345", "51°36'44\"N 7°38'04\"E", "N 51.6123 E 7.6345"),
    Trace.ADDRESS: ("Hauptstraße 5a", "Lünener Str. 201", "Am Stadion 12", "Postfach 12 34"),
    Trace.PERSON: ("K. Altun", "Altun, Kemal", "Bernd Kölsch", "Chen Nguyen-Dross", "Holtgraves"),
    Trace.COMPANY_PART: ("Tarvo", "Tarvos", "T a r v o", "Tar\u200bvo", "Tаrvo", "Wening"),
    Trace.ORGANISATION: ("Dross GmbH & Co. KG", "Firma Dross", "Dross & Söhne", "Dross-Gruppe"),
    Trace.CUSTOMER: ("Zulieferer von Brömmel", "Volkswagen", "Aldi Nord"),
    Trace.BRAND: ("Velorin®", "StopFix", "ThermoBloc 3"),
    Trace.FILE: ("sieb_v2.docx", r"C:\sieb\plan.pdf", "Angebot Dross 3.xlsx"),
    Trace.PLACE: (
        *("Bergkamen", "Bergkmaen", "Boenen", "Rünthe", "Unna-Massen", "Dortmund-Hörde", "Kassel"),
        *("Gewerbegebiet Rhynern", "Bönener Betrieb", "Ortsteil Gahmen", "FRÖNDENBERG"),
    ),
    Trace.UNIQUE: (
        *(
            "Weltmarktführer",
            "der einzige",
            "weltweit führend",
            "das älteste",
            "dritter Generation",
        ),
        "Nummer eins",
    ),
    Trace.DATE: ("1953", "14. März 2023", "03.11.2015", "March 14, 2023"),
    Trace.FIGURE: ("187", "3.412", "1.237.480"),
}
SENTENCES = {
    Trace.UNIQUE: "Wir sind in {} Hersteller in Westfalen.",
    Trace.FIGURE: "Wir brauchen {} Tonnen Stahl.",
    Trace.PLACE: "Der Betrieb kommt aus {}, nicht von weit.",
}


@pytest.mark.parametrize(
    ("trace", "words"),
    [(trace, words) for trace, all_words in SPELLINGS.items() for words in all_words],
)
def test_a_detail_is_found_however_it_is_written(challenge, trace, words):
    text = SENTENCES.get(trace, "Es geht um Draht: {}, und mehr.").format(words)

    (found,) = find_identifying(text, challenge)

    assert found.trace is trace
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    "title", ["Herr", "Herrn Dr.", "Frau", "Dr.", "Prof.", "Mr", "Dipl.-Ing.", "Geschäftsführerin"]
)
@pytest.mark.parametrize("name", ["Nkemelu", "O'Dross"])
def test_whoever_has_a_title_has_a_name(challenge, title, name):
    assert traces(f"Es schreibt {title} {name} gern.", challenge) == {name: Trace.PERSON}


def test_somebody_of_the_company_is_known_by_title_and_family_name(challenge):
    assert traces("Es schreibt Frau Holtgräve.", challenge) == {"Holtgräve": Trace.MEMBER}
    assert traces("Es schreibt Holtgräve.", challenge) == {"Holtgräve": Trace.PERSON}


def test_every_kind_of_detail_has_its_spellings():
    assert set(SPELLINGS) == set(Trace) - {Trace.TITLE_WORD, Trace.PHRASE}


@pytest.mark.parametrize(
    "text",
    [
        "Ein Betrieb aus dem Kreis Unna sucht Hilfe beim CO2-Fußabdruck nach DIN EN ISO 14067.",
        "Gesucht: PA66-GF30 mit 50 % Rezyklat, E-Modul bei 23 °C, Prüfung nach ISO 527-2.",
        "Edelstahl 1.4301 bei 1.450 °C, Druck bis 350 bar, Körnung 0,3 bis 0,8 mm.",
        "Die einzige Bedingung ist, dass das größte Problem, der Staub, kleiner wird.",
        "Bis 31.12.2027 soll umgestellt sein; die Verordnung (EU) 2024/1781 gilt ab 2027.",
        "Die Hochschule Bochum und die Technische Universität Dortmund forschen dazu.",
        "Im Ruhrgebiet und im Münsterland kamen die Teile warm aus der Halle 7.",
        "Frau Professorin und Herr Kollege, im Schnitt 5 Versuche, im Werk 2 davon.",
        "Biokraftstoffe der zweiten Generation und AlSi10Mg, NaOH, CaCO3, LoRaWAN.",
        "Karl-Fischer-Titration, Weibull-Verteilung und Fischer-Tropsch-Synthese.",
        "We look for help with ageing of PBT; about 200 samples in 24 hours at 85 °C.",
        "Im Juli wird getrocknet, im März gemessen, rund 50 Beschäftigte helfen mit.",
    ],
)
def test_the_language_of_engineers_is_left_alone(challenge, text):
    assert find_identifying(text, challenge) == []


@pytest.mark.parametrize(
    ("title", "company", "text"),
    [
        ("", "Kamener Guss GmbH", "Gestern kamen neue Sande aus dem Bergbau."),
        ("", "Möbelwerk Holz GmbH", "Ein Möbelwerk trocknet Holz."),
        ("", "Formteile Dross GmbH", "Ein Formteil reißt."),
    ],
)
def test_words_of_its_name_that_everybody_uses_tell_nothing(challenge, title, company, text):
    case = Challenge(
        title=title,
        description="",
        company=Company(name=company, municipality=challenge.municipality),
        municipality=challenge.municipality,
        entered_by=challenge.entered_by,
    )

    assert find_identifying(text, case) == []


def test_a_transfer_manager_who_took_the_call_is_none_of_the_company(challenge):
    caller = Account(display_name="Runa Qvist", email="r@w.example", role=Role.TRANSFER_MANAGER)
    case = Challenge(
        title="",
        description="",
        company=challenge.company,
        municipality=challenge.municipality,
        entered_by=caller,
    )

    assert not telling_words(case) & {"runa", "qvist"}


def test_overlapping_details_become_one_that_forbids_if_any_does(challenge):
    found = traces("Schreiben Sie an anneliese.holtgraeve@tarvo.example.", challenge)

    assert list(found) == ["anneliese.holtgraeve@tarvo.example"]
    assert all(trace.forbids for trace in found.values())


def test_what_leads_to_somebody_forbids_and_what_may_be_a_term_warns():
    assert {trace for trace in Trace if trace.forbids} == {
        Trace.COMPANY, Trace.MEMBER, Trace.EMAIL, Trace.PHONE, Trace.WEB_ADDRESS, Trace.HANDLE,
        Trace.REGISTER, Trace.COORDINATES,
    }  # fmt: skip


@given(
    st.lists(
        st.sampled_from(["Tarvo", "02307 123456", "a@b.de", "in Unna", "Herr Dross", "\u200b", "й"])
        | st.text(max_size=20),
        max_size=12,
    ).map(" ".join)
)
def test_places_are_in_order_apart_and_inside_the_text(challenge, text):
    found = find_identifying(text, challenge)

    ends = [0, *(each.end for each in found)]
    assert all(end <= each.start < each.end for end, each in zip(ends, found, strict=False))
    assert ends[-1] <= len(text)
    assert all(each.words == " ".join(text[each.start : each.end].split()) for each in found)


@pytest.mark.parametrize("piece", HOSTILE)
def test_long_and_hostile_texts_come_to_an_end(challenge, piece):
    text = (piece * 20_000)[:20_000]

    assert all(each.end <= len(text) for each in find_identifying(text, challenge))
