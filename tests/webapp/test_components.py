"""Every macro, rendered with real forms: is it wired for people who do not see it?"""

import enum
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import wtforms
from bs4 import BeautifulSoup
from flask import Blueprint, Flask, render_template, render_template_string, url_for
from flask_babel import Babel
from jinja2 import StrictUndefined
from wtforms.validators import DataRequired, Email

from webapp.disclosure import Hidden
from webapp.figures.drawing import Funnel, FunnelStep
from webapp.figures.scales import Span, Spans
from webapp.letter_parts import read_letter
from webapp.pictures import Column, Columns
from webapp.region.map_drawing import Picture, Tile

WEBAPP = Path(__file__).resolve().parents[2] / "webapp"
COMPONENTS = sorted(path.stem for path in (WEBAPP / "templates" / "components").glob("*.html"))


class State(enum.Enum):
    IN_REVIEW = "In Prüfung"


class Strength(enum.Enum):
    HIGH = "hoch"


class Aspect:
    text, covered = "eine Prüfung", False

    def __init__(self, start_at: int, end_at: int) -> None:
        self.start_at, self.end_at = start_at, end_at


class Group:
    number, label, advice, forbids = 1, "Ort", "Besser: der Kreis.", True
    details = (("Bönen", "Kreis Unna"), ("Kamen", ""))


class Stretch:
    def __init__(self, text: str, group: Group | None = None) -> None:
        self.text, self.group = text, group


class Preview:
    groups = (Group(),)
    stretches = (Stretch("Aus "), Stretch("Bönen", groups[0]))


def choices_of(*values: str) -> list[wtforms.fields.SelectChoice]:
    return [wtforms.fields.SelectChoice(value, value.title()) for value in values]


class SampleForm(wtforms.Form):
    title = wtforms.StringField("Titel", [DataRequired("Geben Sie einen Titel ein.")])
    email = wtforms.EmailField(
        "E-Mail-Adresse",
        [DataRequired(), Email("Geben Sie eine gültige E-Mail-Adresse ein.")],
        description="Nur für die Antwort.",
        render_kw={"autocomplete": "email"},
    )
    text = wtforms.TextAreaField("Beschreibung", [DataRequired()])
    phone = wtforms.TelField("Telefon")
    size = wtforms.SelectField("Größe", choices=choices_of("", "klein"))
    topics = wtforms.SelectMultipleField("Themen", choices=choices_of("wasser", "luft"))
    urgency = wtforms.RadioField(
        "Eile",
        [DataRequired("Wählen Sie eine Frist.")],
        choices=choices_of("now", "later"),
    )
    day = wtforms.DateField("Tag", [wtforms.validators.Optional()])
    password = wtforms.PasswordField("Passwort", render_kw={"autocomplete": "new-password"})
    upload = wtforms.FileField("Anlage")
    agreed = wtforms.BooleanField("Ich stimme zu.", [DataRequired("Stimmen Sie zu.")])


ALL_FIELDS = """
{% from "components/form.html" import form_wrapper, form_section, form_actions, hidden_field %}
{% from "components/field.html" import text_field, textarea, select_field, radio_group,
   checkbox_group, checkbox, date_field, password_field, file_field %}
{% from "components/button.html" import button %}
{% call form_wrapper(form) %}
  {{ hidden_field("reference", "7") }}
  {{ text_field(form.title) }}{{ text_field(form.email) }}{{ textarea(form.text, limit=4000) }}
  {{ text_field(form.phone, hint="Mit Vorwahl.") }}{{ select_field(form.size) }}
  {% call form_section("Mehr", "Hinweis") %}
    {{ checkbox_group(form.topics) }}{{ radio_group(form.urgency, hints={"now": "Diese Woche."}) }}
    {{ date_field(form.day) }}{{ password_field(form.password) }}{{ file_field(form.upload) }}
  {% endcall %}
  {{ checkbox(form.agreed) }}
  {% call form_actions() %}{{ button("Absenden", name="send", value="1") }}{% endcall %}
{% endcall %}
"""

OTHER_PARTS = {
    "advice": '{% call m.advice_box("/hinweise", "Die Verbindung fehlt.") %}Gut.{% endcall %}',
    "aspect_text": '{{ m.aspect_text("Wir suchen eine Prüfung.", aspects, [1]) }}'
    "{{ m.aspect_list(aspects) }}",
    "bar_chart": '{{ m.bar_chart("Themen", [("Wasser", 3, "#w"), ("Luft", 0)], unit="Bedarfen") }}',
    "breadcrumbs": '{{ m.breadcrumbs([("#a", "Start")], "Hier") }}{{ m.back_link("#b") }}',
    "button": '{% call m.button_row() %}{{ m.link_button("Weiter", "#c", icon="plus") }}'
    '{{ m.button_form("Löschen", "/weg", "danger", {"a": "b"}) }}{% endcall %}',
    "card": "{% call m.card_list() %}{% call m.card_item() %}"
    '{% call m.card("Titel", "#d", tag="x", meta="y") %}<p>z</p>{% endcall %}'
    "{% endcall %}{% endcall %}",
    "column_chart": '{{ m.column_charts(columns, note="Ein Maßstab.") }}',
    "contact_card": '{{ m.contact_card("Prof. Dr. Ida Berg", email="i@h.test", phone="0209 1") }}',
    "coverage_ring": "{{ m.coverage_ring(preview.groups, [])"
    " }}{{ m.coverage_ring(preview.groups, preview.groups, true) }}",
    "data_table": '{% call(row) m.data_table("Bedarfe", ["Titel", {"text": "Zahl"}], [1]) %}'
    '{{ m.row_header("Riss", "#e") }}{{ m.cell(row, numeric=true) }}{% endcall %}',
    "details": '{% call m.details("Warum?") %}<p>Darum.</p>{% endcall %}',
    "empty_state": '{{ m.empty_state("Nichts da", "Noch nicht.", "#f", "Anlegen") }}',
    "evidence": "{% call m.evidence_list() %}"
    '{{ m.evidence_card("die Prüfung", "Zerstörungsfreie Prüfung", ["prüfung"], strength, 1,'
    ' pairs=[["die", "Zerstörungsfreie"]]) }}'
    '{{ m.uncovered(["Lärm"]) }}{% endcall %}',
    "note": '{% call m.note_list("Notizen") %}{% call m.note_item("Rezyklat", meta="9 Uhr") %}x'
    '{% endcall %}{% endcall %}{{ m.sending_state("stand", {"busy": "Wird gesendet"}) }}',
    "poster": '{{ m.poster("Tisch 1", "Werkstatt", "data:,x", ["Scannen"], "http://a.test") }}',
    "wall": '{% call m.wall_columns(2) %}{% call m.wall_column("Tisch 1", "t1") %}'
    '{{ m.wall_notes(["Rezyklat"], "und eine weitere") }}{% endcall %}{% endcall %}'
    '{% call m.wall_groups() %}{{ m.wall_group("Rezyklat", 2, "2 Punkte", "3 Notizen") }}'
    "{% endcall %}",
    "figures": '{{ m.figures([(1200, "Bedarfe"), ("4,2 Tage", "bis zur Antwort", "#g")]) }}',
    "funnel": "{{ m.funnel(funnel) }}",
    "hero": '{% call m.hero("Willkommen", "Text") %}x{% endcall %}',
    "icon": '{{ m.icon("plus") }}',
    "ladder": '{{ m.ladder([("Jetzt", "Nur Sie", "Text", "lock")], never="Andere nie.") }}',
    "letter": (
        '{{ m.letter("Einladung", reading, "Guten Tag,", "i@h.test", "heute", "http://a.test") }}'
    ),
    "load_bar": (
        '{{ m.load_finding("Voll.") }}'
        "{% call m.load_rows() %}{{ m.load_row('Wasser', '#w', 3, 2, 4, '3 von 2 offen') }}"
        "{% endcall %}"
    ),
    "local_navigation": '{{ m.local_navigation("Seiten", [page_of("Hier", true)]) }}',
    "marked_text": "{{ m.marked_text(preview) }}{{ m.marked_list(preview.groups) }}",
    "notice": '{{ m.notice("Gespeichert.", "success") }}'
    '{{ m.banner("Demo", "demo", url="#k", action="Mehr") }}',
    "page_header": '{{ m.page_header("Bedarfe", "Alle", state=state) }}',
    "next_step": '{{ m.next_step("Zum Eingang", "#n") }}',
    "pagination": '{{ m.pagination_links("#h", none, 2, 2) }}{{ m.pagination(1, 2, page_url) }}',
    "picture": '{{ m.picture("/a.webp", "Eine Liste", 640, 200, "Ihre Bedarfe") }}',
    "progress": '{{ m.progress("Profil", 3, 5) }}'
    '{{ m.answer_clock("Noch 2 Tage", 3, 5, due=today) }}'
    '{{ m.steps(["Eins", ("Zwei", "Text")], 2) }}',
    "range_plot": '{{ m.range_plot(spans, "tage", legend="Punkt: Median.") }}',
    "region_map": '{% call m.region_map("k", "Karte", "Eine Karte", region, url_of, words_of) %}'
    '{{ m.map_legend("Zahl", [(0, "keine"), (2, "viele")], campus=true) }}{% endcall %}',
    "summary_list": '{{ m.summary_list([("Ort", "Unna"), ("Web", none), ("Zahl", 3, "#i")]) }}',
    "tag": '{{ m.state_tag(state) }}{{ m.tag("Neu", "accent") }}{{ m.band(strength) }}',
    "task_list": '{{ m.task_list([{"title": "A", "url": "#j", "status": "A"}, {"title": "B"}]) }}',
    "board": (
        '{% call m.board("Tafel") %}'
        '{% call(card) m.board_column("Auswählen", ["A"], "Keiner.", "c") %}'
        '{{ m.board_card("A", "#k", "Fall A") }}{% endcall %}{% endcall %}'
    ),
    "comparison": (
        '{% call m.comparison("Zwei", ["A", "B"]) %}{{ m.comparison_row("Wo", ["hier", "dort"]) }}'
        "{% endcall %}"
    ),
    "waiting": (
        '{% call m.waiting_region("abgleich") %}{% call m.waiting_body("Es läuft", "/stand") %}'
        "Gleich.{% endcall %}{% endcall %}"
    ),
    "keys": '{{ m.key_help([("j", "nächster Fall")]) }}',
    "worklist": (
        '{% call(row) m.worklist("Fälle", ["A"]) %}{{ m.work_title("A", "#l", "Fall A") }}'
        "{% call m.work_step() %}Prüfen{% endcall %}{% call m.work_due() %}morgen{% endcall %}"
        '{% call m.work_actions() %}{{ m.work_tick("fall", "1", "f", "Erinnern", "X") }}'
        "{% endcall %}{% endcall %}"
    ),
    "time_slider": '{{ m.time_slider("Halbjahr", [stop_of("2026-1", true)], "atlas") }}',
    "timeline": '{{ m.timeline([{"at": moment, "title": "Eingereicht", "by": "Ida Berg"}]) }}',
}


REGION = Picture(
    [
        Tile(None, 60, 60, ["Holz-", "wickede"], "Holz", 7),
        Tile(None, 160, 60, ["Unna"], "Unna", None, is_beside=True),
        Tile(None, 260, 60, ["WH"], "WH", 0, is_campus=True),
    ],
    320, 120,
)  # fmt: skip
MONTHS = [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
COLUMNS = Columns(
    "bedarfe",
    "Bedarfe",
    "Zusammen 9.",
    [
        Column(MONTHS[0], 8, 96.0),
        Column(MONTHS[1], Hidden.SMALL, 0.0),
        Column(MONTHS[2], Hidden.SECOND, 0.0),
    ],
)
STEP = FunnelStep("B", 1, 25, 100, "25 %", 3)


@pytest.fixture
def app():
    app = Flask("webapp", root_path=str(WEBAPP))
    app.secret_key = "only for this test"
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(
        asset_url=lambda name: url_for("static", filename=name),
        csrf_token=lambda: "token",
        new_idempotency_key=lambda: "key",
    )
    app.jinja_env.filters.update(
        label=lambda member: member.value,
        date=lambda day: day.strftime("%d.%m.%Y"),
        datetime=lambda moment: moment.strftime("%d.%m.%Y, %H:%M"),
        number=lambda value: f"{value:,}".replace(",", "."),
    )
    Babel(app, default_locale="de")
    public, accounts = Blueprint("public", "public"), Blueprint("accounts", "accounts")
    for name in (
        "start",
        "imprint",
        "privacy",
        "accessibility",
        "easy_language",
        "set_language",
        "who_sees_what",
    ):
        public.add_url_rule(f"/{name}", name, lambda: "", methods=["GET", "POST"])
    for name in ("sign_in", "sign_out", "register", "show"):
        accounts.add_url_rule(f"/konto/{name}", name, lambda: "", methods=["GET", "POST"])
    admin = Blueprint("admin", "admin")
    admin.add_url_rule("/postfach", "mailbox", lambda: "")
    region = Blueprint("region", "region")
    region.add_url_rule("/region/jahre", "years", lambda: "")
    atlas = Blueprint("atlas", "atlas")
    atlas.add_url_rule("/atlas", "show", lambda: "")
    handbook = Blueprint("handbook", "handbook")
    handbook.add_url_rule("/handbuch", "index", lambda: "")
    barriers = Blueprint("barriers", "barriers")
    barriers.add_url_rule("/barrierefreiheit/melden", "report", lambda: "")
    workshops = Blueprint("workshops", "workshops")
    workshops.add_url_rule("/veranstaltungen", "index", lambda: "")
    for blueprint in (public, accounts, admin, region, atlas, handbook, barriers, workshops):
        app.register_blueprint(blueprint)
    return app


@pytest.fixture
def render(app):
    """Renders a template source in a request and returns it parsed."""

    def render(source: str, **context) -> BeautifulSoup:
        with app.test_request_context("/bedarfe/neu?schritt=2"):
            return BeautifulSoup(render_template_string(source, **context), "html.parser")

    return render


@pytest.fixture
def empty_form(render):
    return render(ALL_FIELDS, form=SampleForm())


@pytest.fixture
def refused_form(render):
    form = SampleForm(data={"email": "keine"})
    form.validate()
    return render(ALL_FIELDS, form=form)


def test_every_component_is_rendered_here():
    assert set(COMPONENTS) == set(OTHER_PARTS) | {"form", "field", "error_summary"}


@pytest.mark.parametrize("name", sorted(OTHER_PARTS))
def test_part_renders_without_inline_style_or_double_ids(render, name):
    source = f'{{% import "components/{name}.html" as m %}}{OTHER_PARTS[name]}'

    page = render(
        source,
        aspects=[Aspect(11, 23), Aspect(15, 20)],
        preview=Preview(),
        state=State.IN_REVIEW,
        strength=Strength.HIGH,
        today=date(2026, 11, 17),
        moment=datetime(2026, 11, 17, 9, 30, tzinfo=UTC),
        page_url=lambda number: f"?seite={number}",
        page_of=lambda label, current: {"label": label, "url": "#p", "current": current},
        reading=read_letter("Guten Tag,\n\nZum Fall:\nhttp://a.test/b", "http://a.test", "Wir"),
        columns=[COLUMNS],
        region=REGION,
        url_of=lambda tile: "#" + tile.short,
        words_of=lambda tile: f"{tile.short}: {tile.count}",
        stop_of=lambda name, current: {
            "name": name,
            "label": name,
            "url": "#s",
            "current": current,
        },
        funnel=Funnel("Von 4 kam einer an.", [FunnelStep("A", 4, 100, 100, None, 0), STEP]),
        spans=Spans(
            [Span("Erste Antwort", "Median 2", 20, 20, 90, 50)], [(0, "0"), (100, "10")], "Tage"
        ),
    )

    assert page.find() is not None
    assert not page.select("[style], [onclick], script, style")
    assert_ids_are_unique(page)
    for picture in page.select("svg"):
        if picture.get("role") in {"img", "group"}:
            names = picture["aria-labelledby"].split()
            assert all(page.find(id=each).text.strip() for each in names)
        else:
            assert picture.get("aria-hidden") == "true"


def test_every_control_has_a_label(empty_form):
    for control in empty_form.select("input:not([type=hidden]), select, textarea"):
        assert empty_form.select_one(f'label[for="{control["id"]}"]').text.strip()


@pytest.mark.parametrize("page", ["empty_form", "refused_form"])
def test_every_reference_to_a_hint_or_error_leads_somewhere(request, page):
    page = request.getfixturevalue(page)

    for attribute in ("aria-describedby", "aria-labelledby", "aria-controls"):
        for element in page.select(f"[{attribute}]"):
            for target in element[attribute].split():
                assert page.find(id=target) is not None, f"{attribute} names {target}"
    assert_ids_are_unique(page)


def test_hint_and_error_are_read_out_with_the_field(refused_form):
    email = refused_form.find(id="email")

    assert email["aria-describedby"].split() == ["email-hint", "email-error"]
    assert email["aria-invalid"] == "true"
    assert email["autocomplete"] == "email"
    assert "gültige E-Mail-Adresse" in refused_form.find(id="email-error").text


def test_limit_is_read_out_with_the_textarea(empty_form):
    assert empty_form.find(id="text")["aria-describedby"] == "text-limit"
    assert empty_form.find(id="text-limit").text == "Höchstens 4.000 Zeichen"


def test_optional_fields_are_named_and_required_ones_are_not(empty_form):
    assert "(freiwillig)" in empty_form.select_one('label[for="phone"]').text
    assert "(freiwillig)" not in empty_form.select_one('label[for="title"]').text
    assert "*" not in empty_form.text


def test_error_summary_takes_the_focus_and_leads_to_each_field(refused_form):
    summary = refused_form.select_one(".error-summary")

    assert summary["role"] == "alert"
    assert summary["tabindex"] == "-1"
    targets = [link["href"].removeprefix("#") for link in summary.select("a")]
    assert targets == ["title", "email", "text", "size", "urgency-0", "agreed"]
    assert all(
        refused_form.find(id=target).name in ("input", "select", "textarea") for target in targets
    )


def test_group_of_options_is_a_fieldset_with_its_question_and_error(refused_form):
    group = refused_form.find(id="urgency")

    assert group.name == "fieldset"
    assert group.legend.text == "Eile"
    assert group["aria-describedby"] == "urgency-error"
    assert refused_form.find(id="urgency-0")["aria-describedby"] == "urgency-0-hint"


def test_form_carries_token_and_key_and_leaves_checking_to_the_server(empty_form):
    form = empty_form.form

    assert form["action"] == "/bedarfe/neu?schritt=2"
    assert form.has_attr("novalidate")
    assert form.find("input", {"name": "csrf_token"})["value"] == "token"
    assert form.find("input", {"name": "idempotency_key"})["value"] == "key"


def test_form_that_only_reads_carries_no_token(render):
    page = render(
        '{% from "components/form.html" import form_wrapper %}'
        '{% call form_wrapper(method="get", action="/suche") %}x{% endcall %}'
    )

    assert not page.select("input")


def test_what_people_wrote_is_escaped(render):
    page = render(
        '{% import "components/evidence.html" as e %}'
        '{% import "components/aspect_text.html" as a %}'
        "{{ e.evidence_card(text, text, ['böse'], pairs=[[text, text]]) }}"
        "{{ a.aspect_text(text, [aspect]) }}",
        text="<b>böse</b> & gut",
        aspect=Aspect(0, 4),
    )

    assert not page.select("b")
    assert page.select_one(".aspect-text").text.endswith("<b>böse</b> & gut")


def test_aspects_are_marked_and_numbered_without_losing_text(render):
    text = "Wir suchen eine Prüfung und ein Mittel."

    page = render(
        '{% import "components/aspect_text.html" as m %}{{ m.aspect_text(text, aspects) }}',
        text=text,
        aspects=[Aspect(11, 23), Aspect(28, 38)],
    )

    numbers = [number.extract().text for number in page.select(".aspect-text__number")]
    assert numbers == ["Teilaspekt 1: ", "Teilaspekt 2: "]
    assert [mark.text for mark in page.select("mark")] == ["eine Prüfung", "ein Mittel"]
    assert page.text.strip() == text


def test_ring_draws_an_arc_per_aspect_and_says_which_are_covered(render):
    part = render(
        '{% from "components/coverage_ring.html" import coverage_ring %}'
        "{{ coverage_ring(aspects, aspects[1:]) }}",
        aspects=[{"number": 1}, {"number": 2}, {"number": 3}],
    )

    arcs = part.select(".coverage__arc")
    assert ["coverage__arc--covered" in arc["class"] for arc in arcs] == [True, False, False]
    assert part.get_text(" ", strip=True) == "1 von 3 Teilaspekten belegt"


def test_shared_words_are_marked_inside_compounds_and_beside_punctuation(render):
    page = render(
        '{% import "components/evidence.html" as m %}{{ m.marked(text, ["abwasser", "pH"]) }}',
        text="Industrieabwasser, dessen pH schwankt",
    )

    assert [mark.text for mark in page.select("mark")] == ["Industrieabwasser,", "pH"]
    assert page.text == "Industrieabwasser, dessen pH schwankt"


def test_pairs_of_words_are_read_out_and_say_nothing_that_shared_words_say(render):
    page = render(
        '{% import "components/evidence.html" as m %}'
        '{{ m.evidence_card("Rohre mieten", "Überlassung von Rohren", ["Rohre"],'
        ' pairs=[["Rohre", "Rohren"], ["mieten", "Überlassung"]]) }}'
    )

    (pair,) = page.select(".evidence__pair")
    pair.select_one("[aria-hidden=true]").extract()
    assert " ".join(pair.text.split()) == "„mieten“ entspricht „Überlassung“"
    assert [mark.text for mark in page.select("mark")] == [
        "Rohre", "mieten", "Überlassung", "Rohren",
    ]  # fmt: skip


def test_columns_stand_on_one_line_and_hidden_months_have_a_sign_instead(render):
    page = render(
        '{% import "components/column_chart.html" as m %}{{ m.column_charts([columns]) }}',
        columns=COLUMNS,
    )

    (column,) = page.select("rect")
    assert float(column["y"]) + float(column["height"]) == 114
    assert [each.text for each in page.select(".column-chart__value")] == ["8", "<5", "*"]
    assert [each.text for each in page.select(".column-chart__tick")] == ["Dez", "Jan", "Feb"]
    assert [each.text for each in page.select(".column-chart__year")] == ["2026"]
    note = page.select_one(".column-charts__note").text
    assert "<5 heißt: 1 bis 4." in note
    assert "* heißt: nicht ausgewiesen" in note


def test_a_funnel_says_in_words_what_its_bars_draw(render):
    page = render(
        '{% import "components/funnel.html" as m %}{{ m.funnel(funnel) }}',
        funnel=Funnel("Von 4 kam einer an.", [FunnelStep("A", 4, 100, 100, None, 0), STEP]),
    )

    assert page.find(id=page.figure["aria-labelledby"]).text == "Von 4 kam einer an."
    first, second = page.select("li")
    assert first.get_text(" ", strip=True) == "A 4"
    assert second.get_text(" ", strip=True) == "B 1 25 % des Schritts davor −3 weniger als davor"
    lost, kept = second.select("rect")
    assert (lost["x"], lost["width"], kept["width"]) == ("25%", "75%", "25%")


@pytest.mark.parametrize(
    ("used", "limit", "drawn"),
    [
        (0, 2, ["free", "free"]),
        (1, 2, ["taken", "free"]),
        (3, 2, ["taken", "taken", "over"]),
        (1, 0, ["over"]),
        (0, 0, []),
    ],
)
def test_places_are_taken_free_or_beyond_the_limit(render, used, limit, drawn):
    page = render(
        '{% import "components/load_bar.html" as m %}{{ m.load_bar(used, limit, 4) }}',
        used=used,
        limit=limit,
    )

    kinds = [each["class"][-1].removeprefix("load-bar__place--") for each in page.select("rect")]
    assert kinds == drawn
    assert len(page.select(".load-bar__cross")) == drawn.count("over")


def test_evidence_without_pairs_of_words_has_no_place_for_them(render):
    page = render(
        '{% import "components/evidence.html" as m %}'
        '{{ m.evidence_card("Rohre", "Rohre", ["Rohre"], pairs=[["Rohre", "Rohre"]]) }}'
    )

    assert page.select("mark")
    assert not page.select(".evidence__pairs")


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 422, 429, 500, 503])
def test_error_page_says_what_happened_and_what_to_do(app, code):
    with app.test_request_context("/irgendwo"):
        page = BeautifulSoup(render_template(f"errors/{code}.html"), "html.parser")

    assert page.title.text == f"{page.h1.text} – EcoTecHub"
    assert page.html["lang"] == "de"
    assert page.h2.text == "Was Sie jetzt tun können"
    assert not page.select("[style], script:not([src])")
    assert_ids_are_unique(page)


def test_signed_in_page_names_the_account_and_signs_out_by_post(app):
    class Account:
        display_name = "Ida Berg"
        role = State.IN_REVIEW

    with app.test_request_context("/"):
        html = render_template("errors/404.html", current_account=Account(), is_demo=True)
    page = BeautifulSoup(html, "html.parser")

    assert page.select_one(".account-menu__name").text == "Ida Berg"
    sign_out = page.find("form", action="/konto/sign_out")
    assert sign_out["method"] == "post"
    assert sign_out.find("input", {"name": "csrf_token"})
    assert "Vorführbetrieb" in page.select_one(".notice-banner").text


def test_token_reaches_every_htmx_request(app):
    macro = app.jinja_env.get_template("components/advice.html").module.advice_box
    with app.test_request_context("/"):
        box = BeautifulSoup(macro("/hinweise", "…", caller=lambda: ""), "html.parser").div

    assert box["hx-post"] == "/hinweise"
    assert box["hx-headers"] == '{"X-CSRFToken": "token"}'


def test_only_pages_that_fetch_a_part_anew_load_htmx():
    sources = {path: path.read_text("utf-8") for path in (WEBAPP / "templates").rglob("*.html")}
    macros = {
        "time_slider",
        "advice_box",
        "advice_beside",
        "challenge_form",
        "plan_progress",
        "run_progress",
    }
    for path, source in sources.items():
        is_page = "layout/base.html" in source or "layout/frame.html" in source
        asks = "hx-get" in source or any(f"{each}(" in source for each in macros)
        fetches = is_page and asks
        assert fetches == ("layout/htmx.html" in source), path


def assert_ids_are_unique(page: BeautifulSoup) -> None:
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids)), f"an id is used twice: {sorted(ids)}"


def test_no_template_hides_a_hint_behind_the_mouse():
    """A `title` attribute is shown to a resting mouse and to nobody else."""
    for path in (WEBAPP / "templates").rglob("*.html"):
        markup = re.sub(r"\{[{%#].*?[}%#]\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        found = re.search(r"<(?!iframe)\w[^<>]*\stitle\s*=", markup)
        assert not found, f"{path.name}: say it in words that are seen: {found[0]}"


def test_no_style_sheet_shows_words_on_hover_alone():
    for path in (WEBAPP / "static").rglob("*.css"):
        if path.parent.name in {"components", "layout"}:
            shown = re.search(
                r":hover[^{}]*\{[^{}]*\b(?:display|visibility|opacity|content)\s*:",
                path.read_text("utf-8"),
            )
            assert not shown, f"{path.name}: {shown[0]}"
