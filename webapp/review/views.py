"""The pages of the transfer manager's desk."""

import uuid
from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Challenge, Introduction, Match, policies
from webapp import jobs
from webapp.access import current_user, keep_desk_to_managers, permitted
from webapp.clock import now, today
from webapp.comments import noted_in
from webapp.correspondence import correspondence_of, open_questions
from webapp.database import after_commit, get_session
from webapp.enclosed import visible_files
from webapp.mail import people_of
from webapp.overrides import override_notice
from webapp.review import desk, operations, queries
from webapp.review.conflicts import conflicted, conflicted_by_name
from webapp.review.drafting import draft_closing
from webapp.review.earlier import earlier_needs
from webapp.review.filtering import FilterForm
from webapp.review.finding import found_experts
from webapp.review.following import known_matches
from webapp.review.forms import (
    CloseForm,
    RejectForm,
    SearchForm,
    TeaserForm,
)
from webapp.review.inbox import read_inbox
from webapp.review.interests import count_interests, interests_in
from webapp.review.next_case import is_settled, offer_next
from webapp.review.no_match import decide_no_match
from webapp.review.proposals import review_of
from webapp.review.similar import similar_cases
from webapp.review.teaser_page import show_teaser
from webapp.review.views_by_name import saved_views, start_view
from webapp.searches import TOO_MANY, Searched, count_search, words_for_too_many
from webapp.teasers import radar_entry_of, readable_teaser
from webapp.wordings import letter_words

bp = Blueprint("review", __name__, url_prefix="/pruefung")
bp.register_blueprint(desk.bp)
bp.before_request(keep_desk_to_managers)


@bp.get("")
@permitted(policies.may_review)
def inbox():
    """What needs somebody now, as a list or as a board."""
    user = current_user()
    start = start_view(get_session(), user) if not request.args else None
    if start is not None and start.choices:
        return redirect(url_for(".inbox", **start.choices))
    form = FilterForm(request.args)
    may_search = not form.words or count_search(Searched.CASES)
    if not may_search:
        form.suche.errors = [words_for_too_many()]
    sieve = form.sieve if may_search else replace(form.sieve, words="")
    cases = read_inbox(get_session(), user, now(), today(), sieve)
    form.show_counts(cases)
    open_cases = [each.challenge for each in cases.open_cases]
    listed = [each.challenge.id for each in (*cases.open_cases, *cases.ended)]
    page = render_template(
        "review/inbox.html", form=form, inbox=cases, today=today(),
        views=saved_views(get_session(), user),
        interests=count_interests(get_session(), open_cases, user, now()),
        questions=open_questions(get_session(), [each.id for each in open_cases]),
        noted=noted_in(get_session(), listed, user, now()),
        overrides=override_notice(get_session(), user, now()),
    )  # fmt: skip
    return page, 200 if may_search else TOO_MANY


@bp.get("/<uuid:challenge_id>")
@permitted(policies.may_review_challenge, Challenge)
def show(challenge: Challenge):
    """The need on the left, the proposals on the right."""
    review = review_of(get_session(), challenge, current_user(), now())
    return render_template(
        "review/show.html",
        review=review,
        offer=offer_next(get_session(), review, current_user(), now()),
        earlier=earlier_needs(get_session(), challenge, current_user(), now()),
        similar=similar_cases(get_session(), challenge, current_user(), now()),
        conflicted=conflicted(get_session(), challenge, current_user(), now()),
        accounts=people_of(challenge),
        files=visible_files(get_session(), challenge, current_user(), now()),
        interests=interests_in(get_session(), challenge, current_user(), now()),
        radar_entry=radar_entry_of(get_session(), challenge.approved_teaser),
        thread=correspondence_of(get_session(), challenge, current_user(), now()),
        today=today(),
    )


@bp.get("/<uuid:challenge_id>/einblick")
@permitted(policies.may_follow_case, Challenge)
def follow(challenge: Challenge):
    """What a manager may know of a case in other hands."""
    return render_template(
        "review/follow.html",
        challenge=challenge,
        teaser=readable_teaser(challenge, current_user(), now()),
        matches=known_matches(get_session(), challenge, current_user(), now()),
    )


@bp.post("/<uuid:challenge_id>/federfuehrung")
@permitted(policies.may_ask_for_lead, Challenge)
def take_lead(challenge: Challenge):
    """Take the lead."""
    operations.take_lead(get_session(), challenge, now(), by=current_user())
    flash(_("Sie haben jetzt die Federführung."), "success")
    return _back_to(challenge)


@bp.post("/<uuid:challenge_id>/federfuehrung/abgeben")
@permitted(policies.may_hand_over, Challenge)
def release_lead(challenge: Challenge):
    """Give the lead back."""
    operations.release_lead(get_session(), challenge, now(), by=current_user())
    flash(_("Der Fall steht wieder allen im Eingang offen."), "success")
    return redirect(url_for(".inbox"))


@bp.post("/vorschlaege/<uuid:match_id>/freigeben")
@permitted(policies.may_decide_match, Match)
def approve(match: Match):
    """Choose somebody."""
    introduction = operations.approve_match(get_session(), match, now(), by=current_user())
    after_commit(jobs.wake_worker)
    flash(_words_for_approval(introduction), "success")
    return _after_decision(match)


@bp.route("/vorschlaege/<uuid:match_id>/ablehnen", methods=["GET", "POST"])
@permitted(policies.may_decide_match, Match)
def reject(match: Match):
    """Say why a proposal does not fit."""
    form = RejectForm()
    if form.validate_on_submit():
        operations.reject_match(get_session(), match, now(), by=current_user(), **form.values)
        flash(_("Der Vorschlag ist abgelehnt."), "success")
        return _after_decision(match)
    return render_template("review/reject.html", form=form, match=match), form.status


@bp.route("/<uuid:challenge_id>/suche", methods=["GET", "POST"])
@permitted(policies.may_lead, Challenge)
def search(challenge: Challenge):
    """Look for experts by free words; sent by POST, because addresses are kept in histories."""
    form = SearchForm()
    found, conflicted, status = None, [], None
    if form.validate_on_submit():
        if count_search(Searched.EXPERTS):
            question = (get_session(), challenge, form.words.data, current_user(), now())
            found, conflicted = found_experts(*question), conflicted_by_name(*question)
        else:
            form.words.errors, status = [words_for_too_many()], TOO_MANY
    page = render_template(
        "review/search.html",
        form=form,
        challenge=challenge,
        found=found,
        conflicted=conflicted,
        today=today(),
    )
    return page, status or form.status


@bp.post("/<uuid:challenge_id>/ergaenzen/<uuid:profile_id>")
@permitted(policies.may_lead, Challenge)
def add(challenge: Challenge, profile_id: uuid.UUID):
    """Put somebody found beside the proposals."""
    profile = queries.addable_profile(get_session(), challenge, profile_id, current_user(), now())
    if profile is None:
        abort(404)
    match = operations.add_expert(get_session(), challenge, profile, now(), by=current_user())
    return _back_to(challenge, match)


@bp.post("/<uuid:challenge_id>/anfragen")
@permitted(policies.may_lead, Challenge)
def ask(challenge: Challenge):
    """Ask whom nobody could ask before."""
    asked = operations.ask_waiting(get_session(), challenge, now(), by=current_user())
    after_commit(jobs.wake_worker)
    if asked:
        flash(_("Die Anfrage ist unterwegs."), "success")
    else:
        flash(_("Zurzeit nimmt keines der vorgemerkten Profile Anfragen an."), "warning")
    return _back_to(challenge)


@bp.post("/vermittlungen/<uuid:introduction_id>/zuruecknehmen")
@permitted(policies.may_revoke_introduction, Introduction)
def revoke(introduction: Introduction):
    """Take an enquiry back."""
    operations.revoke_introduction(get_session(), introduction, now(), by=current_user())
    flash(_("Die Anfrage ist zurückgenommen."), "success")
    return _back_to(introduction.challenge)


@bp.route("/<uuid:challenge_id>/kurzfassung", methods=["GET", "POST"])
@permitted(policies.may_lead, Challenge)
def teaser(challenge: Challenge):
    """Write the Kurzfassung with the need beside it."""
    form = TeaserForm(challenge, obj=challenge.teaser)
    if "look" in request.form or (form.is_submitted() and form.is_outdated):
        return show_teaser(challenge, form)
    if form.validate_on_submit():
        operations.write_teaser(get_session(), challenge, now(), by=current_user(), **form.values)
        flash(_("Der Entwurf ist gespeichert. Das Unternehmen sieht ihn noch nicht."), "success")
        return redirect(url_for(".teaser", challenge_id=challenge.id))
    return show_teaser(challenge, form)


@bp.post("/<uuid:challenge_id>/kurzfassung/vorlegen")
@permitted(policies.may_lead, Challenge)
def present_teaser(challenge: Challenge):
    """Lay the Kurzfassung before the company."""
    form = TeaserForm(challenge, is_final=True)
    if form.is_outdated or not form.validate_on_submit():
        return show_teaser(challenge, form)
    operations.present_teaser(get_session(), challenge, now(), by=current_user(), **form.values)
    after_commit(jobs.wake_worker)
    flash(_("Die Kurzfassung liegt jetzt dem Unternehmen vor."), "success")
    return _back_to(challenge)


@bp.post("/<uuid:challenge_id>/kurzfassung/verwerfen")
@permitted(policies.may_lead, Challenge)
def discard_teaser(challenge: Challenge):
    """Go back to the version before the one that was begun."""
    operations.discard_teaser(get_session(), challenge, now(), by=current_user())
    flash(_("Die begonnene Fassung ist verworfen. Die vorige gilt."), "success")
    return redirect(url_for(".teaser", challenge_id=challenge.id))


@bp.route("/<uuid:challenge_id>/kein-treffer", methods=["GET", "POST"])
@permitted(policies.may_lead, Challenge)
def no_match(challenge: Challenge):
    """Tell the company honestly that nobody fits."""
    return decide_no_match(challenge) or _after_closing(challenge)


@bp.route("/<uuid:challenge_id>/abschliessen", methods=["GET", "POST"])
@permitted(policies.may_lead, Challenge)
def close(challenge: Challenge):
    """End the case with its result."""
    own = letter_words(get_session(), "letter_closing", current_user(), challenge)
    form = CloseForm(message=draft_closing(challenge, own))
    if form.validate_on_submit():
        operations.close_case(get_session(), challenge, now(), by=current_user(), **form.values)
        return _after_closing(challenge)
    return render_template("review/close.html", form=form, challenge=challenge), form.status


def _after_closing(challenge: Challenge):
    after_commit(jobs.wake_worker)
    words = _("Der Fall endet, sobald eine zweite Person zustimmt.")
    flash(words if challenge.is_open else _("Der Fall ist abgeschlossen."), "success")
    return _back_to(challenge)


def _after_decision(match: Match):
    """Back to the proposal, or up to where the next case is offered once nothing is left here."""
    challenge = match.run.challenge
    review = review_of(get_session(), challenge, current_user(), now())
    return _back_to(challenge, None if is_settled(review) else match)


def _back_to(challenge: Challenge, match: Match | None = None):
    anchor = f"vorschlag-{match.profile_id}" if match else None
    return redirect(url_for(".show", challenge_id=challenge.id, _anchor=anchor))


def _words_for_approval(introduction: Introduction) -> str:
    if introduction.asked_at is not None:
        return _("Freigegeben. Die Anfrage ist unterwegs.")
    return _("Freigegeben und vorgemerkt. Gefragt wird, sobald die Kurzfassung freigegeben ist.")
