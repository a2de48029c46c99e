"""Topics nobody covers: the list, a topic with its evidence, what became of it, what is public."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Account, Role, TopicGap, TopicGapStep, policies
from webapp.access import current_user, permitted
from webapp.clock import now, today
from webapp.database import get_session, let_go
from webapp.downloads import as_download
from webapp.half_years import HalfYear
from webapp.industries import division_words, sector_words
from webapp.printing import print_pdf
from webapp.tables import as_file
from webapp.theme_counts import open_needs_by_theme, profiles_by_theme
from webapp.theme_names import theme_name
from webapp.topic_editions import editions
from webapp.topic_gaps import documents, operations, queries, words
from webapp.topic_gaps.forms import DescribeForm, TakeUpForm
from webapp.topic_gaps.listed import ListedTopic, Stand
from webapp.topic_gaps.quotes import quotes
from webapp.topic_jobs import is_being_found

bp = Blueprint("topic_gaps", __name__)


@bp.get("/themenluecken")
@permitted(policies.may_review)
def index() -> Any:
    """What weighs most first."""
    stand, listed = _listed()
    return render_template(
        "topic_gaps/index.html",
        listed=listed,
        stand=stand,
        stands=words.STANDS,
        title_of=words.title_of,
        half_words=words.half_words,
        reading=queries.last_reading(get_session()),
        is_being_found=is_being_found(get_session()),
        today=today(),
    )


@bp.get("/themenluecken/tabelle.csv")
@permitted(policies.may_review)
def export() -> Response:
    """The same as a table."""
    stand, listed = _listed()
    return as_file(
        documents.as_table(listed, today()), f"ecotechub-themenluecken-{stand.value}.csv"
    )


@bp.post("/themenluecken/neu-suchen")
@permitted(policies.may_review)
def find_again() -> Any:
    """Ask the worker to look now instead of at night."""
    operations.find_again(get_session(), now(), by=_reader())
    flash(_("Die Software sucht die Themen neu. Das dauert meist eine Minute."), "success")
    return redirect(url_for(".index"))


@bp.get("/themenluecken/<uuid:topic_gap_id>")
@permitted(policies.may_view_topic_gap, TopicGap)
def show(topic_gap: TopicGap) -> Any:
    """One topic with everything that speaks for it."""
    session, user = get_session(), _reader()
    found = queries.topic_of(session, topic_gap, user, now())
    noted, _others = queries.registered_gaps(session, found, user, now())
    return render_template(
        "topic_gaps/show.html",
        found=found,
        title=words.title_of(found),
        words=words,
        stands=words.STANDS,
        causes=words.CAUSES,
        quotes=quotes,
        nearest=queries.nearest_profiles(session, found),
        referrals=queries.referrals_of(session, found, user, now()),
        noted=noted,
        history=queries.history(found),
        supply=_supply(),
        demand=_demand(),
        theme_name=theme_name,
        sector_words=sector_words,
        today=today(),
    )


@bp.route("/themenluecken/<uuid:topic_gap_id>/beschreiben", methods=["GET", "POST"])
@permitted(policies.may_work_on_topic_gap, TopicGap)
def describe(topic_gap: TopicGap) -> Any:
    """Name it, note what it would take, link it to the register."""
    session, user = get_session(), _reader()
    found = queries.topic_of(session, topic_gap, user, now())
    form = DescribeForm(found, *queries.registered_gaps(session, found, user, now()))
    if form.validate_on_submit():
        operations.describe(
            session, topic_gap, found.needs, now(), by=user, name=form.new_name,
            note=form.new_note,
            gap=form.new_gap,
        )  # fmt: skip
        flash(_("Gespeichert. Was vorher galt, steht weiter im Verlauf."), "success")
        return redirect(url_for(".show", topic_gap_id=topic_gap.id))
    page = render_template(
        "topic_gaps/describe.html", found=found, title=words.title_of(found), form=form
    )
    return page, form.status


@bp.route("/themenluecken/<uuid:topic_gap_id>/aufgreifen", methods=["GET", "POST"])
@permitted(policies.may_work_on_topic_gap, TopicGap)
def take_up(topic_gap: TopicGap) -> Any:
    """Say which university builds it up."""
    session, user = get_session(), _reader()
    found = queries.topic_of(session, topic_gap, user, now())
    form = TakeUpForm(queries.universities(session), today())
    if form.validate_on_submit():
        operations.take_up(
            session, topic_gap, found.needs, now(), by=user, university=form.chosen,
            taken_up_on=form.taken_up_on.data,
        )  # fmt: skip
        flash(_("Eingetragen. Das Thema steht jetzt unter „Aufgegriffen“."), "success")
        return redirect(url_for(".show", topic_gap_id=topic_gap.id))
    page = render_template(
        "topic_gaps/take_up.html", found=found, title=words.title_of(found), form=form
    )
    return page, form.status


@bp.post("/themenluecken/<uuid:topic_gap_id>/zurueckstellen")
@permitted(policies.may_work_on_topic_gap, TopicGap)
def dismiss(topic_gap: TopicGap) -> Any:
    """No university will build that up, or it is no topic."""
    _step(topic_gap, TopicGapStep.DISMISSED)
    flash(_("Zurückgestellt. Das Thema steht nicht mehr unter „Offen“."), "success")
    return redirect(url_for(".index"))


@bp.post("/themenluecken/<uuid:topic_gap_id>/wieder-aufnehmen")
@permitted(policies.may_work_on_topic_gap, TopicGap)
def resume(topic_gap: TopicGap) -> Any:
    """It is missing after all."""
    _step(topic_gap, TopicGapStep.RESUMED)
    flash(_("Das Thema steht wieder unter „Offen“."), "success")
    return redirect(url_for(".show", topic_gap_id=topic_gap.id))


@bp.get("/themenluecken/<uuid:topic_gap_id>/steckbrief.pdf")
@permitted(policies.may_print_topic_gap, TopicGap)
def print_profile(topic_gap: TopicGap) -> Response:
    """A page for the talk in which a university plans what to build up."""
    session = get_session()
    found = queries.topic_of(session, topic_gap, _reader(), now())
    document = documents.as_profile(
        found, editions(session, of=topic_gap.id),
        queries.nearest_profiles(session, found, only_known_to_all=True), _supply(), today(),
    )  # fmt: skip
    let_go()
    return as_download(print_pdf(document), "ecotechub-steckbrief-themenluecke.pdf", "pdf")


@bp.get("/fehlende-themen")
@permitted(policies.may_view_yearly_figures)
def published() -> Any:
    """What at least five companies miss: to supporters by half-year, to everybody by years over."""
    user = current_user()
    is_partner = policies.may_view_region(user, now())
    before = None if is_partner else HalfYear(today().year, 1)
    return render_template(
        "topic_gaps/published.html",
        editions=editions(get_session(), before=before),
        is_partner=is_partner,
        is_manager=user is not None and user.role is Role.TRANSFER_MANAGER,
        half_words=words.half_words,
        cell_words=words.cell_words,
        theme_name=theme_name,
        division_words=division_words,
    )


def _reader() -> Account:
    """The manager who is signed in; every page of theirs asks for one."""
    account = current_user()
    if account is None:
        abort(404)
    return account


def _listed() -> tuple[Stand, list[ListedTopic]]:
    asked = request.args.get("stand", Stand.OPEN.value)
    stand = next((each for each in Stand if each.value == asked), Stand.OPEN)
    every = queries.topics(get_session(), _reader(), now())
    if stand is Stand.SINGLE:
        return stand, [each for each in every if each.is_single and each.stand is Stand.OPEN]
    return stand, [
        each
        for each in every
        if each.stand is stand and (stand is not Stand.OPEN or not each.is_single)
    ]


def _step(topic: TopicGap, step: TopicGapStep) -> None:
    session, user = get_session(), _reader()
    found = queries.topic_of(session, topic, user, now())
    operations.write_entry(session, topic, found.needs, step, now(), by=user)


def _supply() -> dict[str, int]:
    """Published profiles by theme."""
    counts: dict[str, int] = {}
    for each in profiles_by_theme(get_session(), None, now()):
        counts[each.theme] = counts.get(each.theme, 0) + each.count
    return counts


def _demand() -> dict[str, int]:
    """Open needs by theme, as far as the reader may know of them."""
    counts: dict[str, int] = {}
    for each in open_needs_by_theme(get_session(), _reader(), now()):
        counts[each.theme] = counts.get(each.theme, 0) + each.count
    return counts
