"""What a manager arranges around the cases: views by name, reminders, comparisons, own ties."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from models import Challenge, SavedView, policies
from webapp import jobs
from webapp.access import current_user, object_id, permitted
from webapp.clock import now, today
from webapp.database import after_commit, get_session
from webapp.review import operations, views_by_name
from webapp.review.comparing import compare as compare_two
from webapp.review.comparing import everybody_in
from webapp.review.comparing_forms import CompareForm
from webapp.review.filtering import FilterForm, SaveViewForm
from webapp.review.forms import ConflictsForm
from webapp.review.proposals import review_of
from webapp.review.reminding import read_reminders, remind
from webapp.review.reminding_forms import RemindForm
from webapp.review.running import progress_of

bp = Blueprint("desk", __name__)


@bp.route("/ansichten", methods=["GET", "POST"])
@permitted(policies.may_review)
def save_view():
    """Keep the filters of the address under a name."""
    user, chosen = current_user(), FilterForm(request.args).chosen
    known = views_by_name.saved_views(get_session(), user)
    form = SaveViewForm(known)
    if form.validate_on_submit():
        views_by_name.save_view(get_session(), form.name.data, chosen, now(), by=user)
        flash(_("Die Ansicht „%(name)s“ ist gespeichert.", name=form.name.data), "success")
        return redirect(url_for("review.inbox", **chosen))
    page = render_template("review/views.html", form=form, views=known, chosen=chosen)
    return page, form.status


@bp.post("/ansichten/<uuid:saved_view_id>/loeschen")
@permitted(policies.may_use_saved_view, SavedView)
def delete_view(saved_view: SavedView):
    """Forget a view."""
    views_by_name.delete_view(get_session(), saved_view)
    flash(_("Die Ansicht „%(name)s“ ist gelöscht.", name=saved_view.name), "success")
    return redirect(url_for(".save_view"))


@bp.post("/ansichten/<uuid:saved_view_id>/start")
@permitted(policies.may_use_saved_view, SavedView)
def start_with_view(saved_view: SavedView):
    """Open the inbox with a view from now on, or no longer."""
    views_by_name.start_with(get_session(), saved_view, is_start=not saved_view.is_start)
    if saved_view.is_start:
        flash(_("Der Eingang öffnet sich jetzt mit „%(name)s“.", name=saved_view.name), "success")
    else:
        flash(_("Der Eingang öffnet sich wieder mit allen Fällen."), "success")
    return redirect(url_for(".save_view"))


@bp.route("/erinnern", methods=["GET", "POST"])
@permitted(policies.may_review)
def send_reminders():
    """Remind whoever has to act next in the chosen cases, after a look at who that is."""
    ids = [each for each in map(object_id, request.values.getlist("fall")) if each is not None]
    reminders = read_reminders(get_session(), ids, current_user(), now())
    form = RemindForm(reminders, today())
    if form.validate_on_submit():
        sent = remind(get_session(), form.ids, now(), by=current_user())
        after_commit(jobs.wake_worker)
        flash(
            ngettext(
                "In einem Fall ist eine Erinnerung unterwegs.",
                "In %(num)s Fällen sind Erinnerungen unterwegs.",
                len(sent),
            ),
            "success" if sent else "warning",
        )
        return redirect(url_for("review.inbox", _anchor="warten"))
    page = render_template("review/remind.html", form=form, reminders=reminders, today=today())
    return page, form.status


@bp.get("/<uuid:challenge_id>/vergleich")
@permitted(policies.may_review_challenge, Challenge)
def compare(challenge: Challenge):
    """Two of the people proposed, side by side."""
    review = review_of(get_session(), challenge, current_user(), now())
    form = CompareForm(everybody_in(review), request.args)
    return render_template(
        "review/compare.html",
        form=form,
        review=review,
        comparison=compare_two(review, *form.pair) if form.pair else None,
        today=today(),
    )


@bp.get("/<uuid:challenge_id>/abgleich")
@permitted(policies.may_review_challenge, Challenge)
def progress(challenge: Challenge):
    """How far the Abgleich is; whoever has read this state already gets no content."""
    state = progress_of(get_session(), challenge, now())
    if "HX-Request" not in request.headers:
        return render_template("review/progress_page.html", challenge=challenge, state=state)
    if request.args.get("stand") == state.value:
        return "", 204
    return render_template("review/progress_part.html", challenge=challenge, state=state)


@bp.route("/verbindungen", methods=["GET", "POST"])
@permitted(policies.may_review)
def declare_conflicts():
    """The manager's own ties to companies and other organisations."""
    user = current_user()
    form = ConflictsForm(data={"names": "\n".join(each.organisation for each in user.conflicts)})
    if form.validate_on_submit():
        operations.declare_conflicts(get_session(), form.organisations, now(), by=user)
        flash(_("Ihre Verbindungen sind gespeichert und gelten sofort."), "success")
        return redirect(url_for("review.inbox"))
    return render_template("review/declare_conflicts.html", form=form), form.status
