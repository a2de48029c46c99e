"""The figures of the desk, whose load it is, and the report of a closed case."""

from flask import Blueprint, current_app, render_template

from models import Challenge, Reading, policies
from models.base import local_date
from webapp.access import current_user, permitted
from webapp.clock import now, today
from webapp.database import get_session, let_go
from webapp.downloads import as_download, safe_name
from webapp.figures import closing_pages as written
from webapp.figures import exports, queries
from webapp.figures.closing import closing_report
from webapp.figures.drawing import draw_report
from webapp.figures.drawing_fairness import draw_exposure, draw_loads
from webapp.figures.fairness import write_fairness
from webapp.figures.forms import ChoiceForm
from webapp.figures.report import Report, write_report
from webapp.printing import print_pdf
from webapp.readings import note_reading
from webapp.tables import as_file

bp = Blueprint("figures", __name__)


@bp.get("/auswertung")
@permitted(policies.may_view_exact_figures)
def show():
    """How far cases come, how long it takes and why it ends."""
    form = choice_form()
    report = chosen_report(form)
    settings = current_app.extensions["settings"]
    return render_template(
        "figures/show.html", form=form, report=report, pictures=draw_report(report, settings)
    )


@bp.get("/auswertung/zahlen.csv")
@permitted(policies.may_view_exact_figures)
def export_csv():
    """Every cell of the page as one table."""
    return as_file(exports.write_csv_of(chosen_report(choice_form())), "ecotechub-auswertung.csv")


@bp.get("/auswertung/zahlen.xlsx")
@permitted(policies.may_view_exact_figures)
def export_workbook():
    """Every table as a sheet."""
    form = choice_form()
    book = exports.write_workbook(chosen_report(form), form.words)
    return as_download(book, "ecotechub-auswertung.xlsx", "xlsx")


@bp.get("/auswertung/bericht.pdf")
@permitted(policies.may_view_exact_figures)
def export_pages():
    """The same to print, and to be read aloud."""
    form = choice_form()
    document = exports.as_document(chosen_report(form), form.words)
    let_go()
    return as_download(print_pdf(document), "ecotechub-auswertung.pdf", "pdf")


@bp.get("/auswertung/auslastung")
@permitted(policies.may_view_exact_figures)
def fairness():
    """Who is asked how often, whom the proposals show, and how often they are not followed."""
    found = write_fairness(get_session(), current_user(), now())
    names = queries.universities(get_session())
    return render_template(
        "figures/fairness.html",
        fairness=found,
        loads=draw_loads(found.loads),
        exposure_picture=draw_exposure(found.exposure.universities, names),
    )


@bp.get("/abschlussbericht/<uuid:challenge_id>")
@permitted(policies.may_read_closing_report, Challenge)
def closing(challenge: Challenge):
    """What a closed case was about and what it came to."""
    report = closing_report(get_session(), challenge, current_user(), now())
    return render_template(
        "figures/closing.html",
        report=report,
        summary=written.summary_of(report),
        decided=[written.decided_row(each) for each in report.decided],
        answer_words=written.answer_words,
        asked_when=written.asked_when,
    )


@bp.get("/abschlussbericht/<uuid:challenge_id>/bericht.pdf")
@permitted(policies.may_read_closing_report, Challenge)
def closing_pages(challenge: Challenge):
    """The same as pages to keep."""
    report = closing_report(get_session(), challenge, current_user(), now())
    document = written.as_document(report, now())
    name = safe_name(f"abschlussbericht-{challenge.reference}", "pdf")
    note_reading(challenge, Reading.FULL_TEXT)
    let_go()
    return as_download(print_pdf(document), name, "pdf")


def choice_form() -> ChoiceForm:
    """Which cases the address asks for."""
    first = queries.first_submission(get_session(), current_user(), now()) or now()
    return ChoiceForm(today(), local_date(first).year, queries.municipalities(get_session()))


def chosen_report(form: ChoiceForm) -> Report:
    """The report of the form's choice, as the reader may count it."""
    return write_report(get_session(), form.choice, current_user(), now())
