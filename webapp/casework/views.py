"""Pages about who else works on a case."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import (
    CaseRules,
    Challenge,
    Comment,
    Confirmation,
    DeskRules,
    HandOver,
    Mention,
    policies,
)
from webapp import jobs, leads
from webapp.access import current_user, keep_desk_to_managers, permitted
from webapp.casework import confirming, operations, queries
from webapp.casework.forms import (
    CommentForm,
    HandOverForm,
    RefuseForm,
    RulesForm,
    StandingForm,
    TeamForm,
    keys,
)
from webapp.clock import now, today
from webapp.collaboration import collaboration_of
from webapp.comments import (
    delete_comment,
    mentionable,
    open_mentions,
    settle_mention,
    write_comment,
)
from webapp.database import after_commit, get_session
from webapp.ending import decision_to_confirm

bp = Blueprint("casework", __name__, url_prefix="/pruefung")
bp.before_request(keep_desk_to_managers)


@bp.app_template_global("collaboration_of")
def collaboration(challenge: Challenge):
    """Everything the page of a case shows about who works on it."""
    return collaboration_of(get_session(), challenge, current_user(), now())


@bp.app_template_global("decision_to_confirm")
def decision(confirmation: Confirmation):
    """Why a case is to end, and where the company is to be sent."""
    return decision_to_confirm(get_session(), confirmation, current_user(), now())


@bp.route("/<uuid:challenge_id>/team", methods=["GET", "POST"])
@permitted(policies.may_hand_over, Challenge)
def team(challenge: Challenge):
    """Say who acts beside the lead, and what takes two people."""
    acting = [each.account for each in leads.acting_deputies(challenge)]
    known = _rules_of(challenge.rules) if challenge.rules else {}
    form = TeamForm(data={"deputies": keys(acting), **known})
    form.deputies.offer(leads.nameable(get_session(), challenge, now()))
    if form.validate_on_submit():
        operations.arrange_team(
            get_session(), challenge, now(), by=current_user(),
            **{**form.values, "deputies": form.deputies.chosen},
        )  # fmt: skip
        after_commit(jobs.wake_worker)
        flash(_("Gespeichert. Die Vertretung gilt sofort."), "success")
        return _back_to(challenge)
    return render_template("casework/team.html", form=form, challenge=challenge), form.status


@bp.route("/<uuid:challenge_id>/uebergabe", methods=["GET", "POST"])
@permitted(policies.may_hand_over, Challenge)
def hand_over(challenge: Challenge):
    """Give the case to another manager."""
    people = leads.nameable(get_session(), challenge, now())
    form = HandOverForm()
    form.taker.offer(people, _("Bitte wählen"))
    if form.validate_on_submit():
        (taker,) = [each for each in people if str(each.id) == form.taker.data]
        offer = operations.hand_over(
            get_session(), challenge, taker, form.note.data, now(), by=current_user()
        )
        after_commit(jobs.wake_worker)
        if offer.is_waiting:
            flash(_("Angeboten. Bis jemand annimmt, haben Sie die Federführung."), "success")
            return _back_to(challenge)
        flash(_("Übergeben an %(who)s.", who=taker.display_name), "success")
        return redirect(url_for("review.inbox"))
    return render_template("casework/hand_over.html", form=form, challenge=challenge), form.status


@bp.get("/uebergaben/<uuid:hand_over_id>")
@permitted(policies.may_view_hand_over, HandOver)
def offer(hand_over: HandOver):
    """What is offered, to whom it is offered."""
    return render_template("casework/offer.html", offer=hand_over)


@bp.post("/uebergaben/<uuid:hand_over_id>/annehmen")
@permitted(policies.may_answer_hand_over, HandOver)
def accept(hand_over: HandOver):
    """Take a case on."""
    challenge = operations.accept_hand_over(get_session(), hand_over, now(), by=current_user())
    after_commit(jobs.wake_worker)
    flash(_("Sie haben jetzt die Federführung."), "success")
    return _back_to(challenge)


@bp.post("/uebergaben/<uuid:hand_over_id>/ablehnen")
@permitted(policies.may_answer_hand_over, HandOver)
def decline(hand_over: HandOver):
    """Leave a case where it is."""
    operations.decline_hand_over(get_session(), hand_over, now(), by=current_user())
    after_commit(jobs.wake_worker)
    flash(_("Abgelehnt. Der Fall bleibt, wo er ist."), "success")
    return redirect(url_for("review.inbox"))


@bp.post("/uebergaben/<uuid:hand_over_id>/zuruecknehmen")
@permitted(policies.may_take_hand_over_back, HandOver)
def take_back(hand_over: HandOver):
    """Keep a case after all."""
    operations.take_hand_over_back(get_session(), hand_over, now(), by=current_user())
    flash(_("Zurückgenommen. Sie behalten die Federführung."), "success")
    return _back_to(hand_over.challenge)


@bp.post("/<uuid:challenge_id>/federfuehrung/antreten")
@permitted(policies.may_take_over, Challenge)
def take_over(challenge: Challenge):
    """As a deputy, become the lead."""
    operations.take_over(get_session(), challenge, now(), by=current_user())
    after_commit(jobs.wake_worker)
    flash(_("Sie haben jetzt die Federführung."), "success")
    return _back_to(challenge)


@bp.post("/<uuid:challenge_id>/in-den-eingang")
@permitted(policies.may_return_case, Challenge)
def return_case(challenge: Challenge):
    """Put a case that nobody looks after back into everybody's inbox."""
    operations.return_case(get_session(), challenge, now(), by=current_user())
    after_commit(jobs.wake_worker)
    flash(_("Der Fall steht wieder allen im Eingang offen."), "success")
    return redirect(url_for("review.inbox"))


@bp.route("/<uuid:challenge_id>/anmerkungen", methods=["GET", "POST"])
@permitted(policies.may_view_comments, Challenge)
def comments(challenge: Challenge):
    """Note something for whoever has the desk."""
    user = current_user()
    form = CommentForm()
    form.mentioned.offer(mentionable(get_session(), challenge, user, now()))
    if policies.may_comment(user, challenge, now()) and form.validate_on_submit():
        write_comment(
            get_session(), challenge, form.text.data, now(), by=user, mentioned=form.called
        )
        after_commit(jobs.wake_worker)
        flash(_("Ihre Anmerkung steht beim Fall."), "success")
        return redirect(url_for("review.show", challenge_id=challenge.id, _anchor="anmerkungen"))
    page = render_template("casework/comments.html", form=form, challenge=challenge)
    return page, form.status


@bp.post("/anmerkungen/<uuid:comment_id>/loeschen")
@permitted(policies.may_delete_comment, Comment)
def delete(comment: Comment):
    """Take one's own words away."""
    delete_comment(get_session(), comment, now(), by=current_user())
    flash(_("Ihre Anmerkung ist gelöscht. Dass dort etwas stand, bleibt sichtbar."), "success")
    return redirect(
        url_for("review.show", challenge_id=comment.challenge_id, _anchor="anmerkungen")
    )


@bp.post("/hinweise/<uuid:mention_id>/gelesen")
@permitted(policies.may_settle_mention, Mention)
def settle(mention: Mention):
    """Say that a comment was read."""
    settle_mention(get_session(), mention, now(), by=current_user())
    flash(_("Erledigt."), "success")
    return redirect(url_for(".deadlines"))


@bp.post("/bestaetigungen/<uuid:confirmation_id>/bestaetigen")
@permitted(policies.may_confirm, Confirmation)
def confirm(confirmation: Confirmation):
    """Agree as the second person."""
    challenge = confirming.confirm(get_session(), confirmation, now(), by=current_user())
    after_commit(jobs.wake_worker)
    flash(_("Sie haben zugestimmt."), "success")
    return _back_to(challenge)


@bp.route("/bestaetigungen/<uuid:confirmation_id>/ablehnen", methods=["GET", "POST"])
@permitted(policies.may_confirm, Confirmation)
def refuse(confirmation: Confirmation):
    """Do not agree as the second person."""
    form = RefuseForm()
    if form.validate_on_submit():
        challenge = confirming.refuse(
            get_session(), confirmation, form.reason.data, now(), by=current_user()
        )
        flash(_("Sie haben nicht zugestimmt. Der Grund steht beim Fall."), "success")
        return _back_to(challenge)
    page = render_template("casework/refuse.html", form=form, confirmation=confirmation)
    return page, form.status


@bp.post("/bestaetigungen/<uuid:confirmation_id>/zuruecknehmen")
@permitted(policies.may_take_confirmation_back, Confirmation)
def withdraw_request(confirmation: Confirmation):
    """Do not want it any more."""
    challenge = confirming.take_back(get_session(), confirmation, now(), by=current_user())
    flash(_("Zurückgenommen."), "success")
    return _back_to(challenge)


@bp.get("/fristen")
@permitted(policies.may_review)
def deadlines():
    """What waits for the manager beside the cases of the inbox, and by when."""
    return render_template(
        "casework/deadlines.html",
        days=queries.days_at_the_desk(get_session(), current_user(), now()),
        neglected=queries.neglected_cases(get_session(), current_user(), now()),
        today=today(),
        offers=queries.offered_cases(get_session(), current_user(), now()),
        mentions=open_mentions(get_session(), current_user(), now()),
    )


@bp.route("/vertretung", methods=["GET", "POST"])
@permitted(policies.may_review)
def standing():
    """Choose whom the manager wants as deputies in every case to come."""
    user = current_user()
    form = StandingForm(data={"deputies": keys(queries.standing_deputies(get_session(), user))})
    form.deputies.offer([each for each in leads.managers(get_session()) if each.id != user.id])
    if form.validate_on_submit():
        operations.choose_standing_deputies(get_session(), form.deputies.chosen, now(), by=user)
        flash(_("Gespeichert. Das gilt für Fälle, die Sie von jetzt an übernehmen."), "success")
        return redirect(url_for("review.inbox"))
    return render_template("casework/standing.html", form=form), form.status


@bp.route("/regeln", methods=["GET", "POST"])
@permitted(policies.may_set_desk_rules)
def rules():
    """How the desk of the own university works."""
    user, known = current_user(), queries.desk_rules(get_session(), current_user())
    house = [
        each for each in leads.managers(get_session()) if each.university_id == user.university_id
    ]
    form = RulesForm(data=_facts(known) if known else {})
    form.alternate.offer(house, _("Niemand"))
    if form.validate_on_submit():
        alternate = next((each for each in house if str(each.id) == form.alternate.data), None)
        operations.set_desk_rules(
            get_session(), now(), by=user, **{**form.values, "alternate": alternate}
        )
        flash(_("Die Regeln Ihrer Transferstelle sind gespeichert und gelten sofort."), "success")
        return redirect(url_for("review.inbox"))
    return render_template("casework/rules.html", form=form), form.status


def _facts(rules: DeskRules) -> dict[str, object]:
    return {"alternate": str(rules.alternate_id or ""), **_rules_of(rules)}


def _rules_of(rules: DeskRules | CaseRules) -> dict[str, object]:
    return {
        "confirms_asking": rules.confirms_asking, "confirms_no_match": rules.confirms_no_match,
    }  # fmt: skip


def _back_to(challenge: Challenge):
    return redirect(url_for("review.show", challenge_id=challenge.id, _anchor="zusammenarbeit"))
