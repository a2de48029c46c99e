"""The pages on which notes come into clusters, by the matcher first and by hand then."""

import uuid
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from models import NoteCluster, Workshop, policies
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import get_session, let_go
from webapp.matching import group_alike
from webapp.workshop_notes import clusters as operations
from webapp.workshop_notes.cluster_forms import LOOSE, NEW, MergeForm, MoveForm, RenameForm
from webapp.workshop_notes.dots import dots_by_cluster


@permitted(policies.may_run_workshop, Workshop)
def clusters(workshop: Workshop) -> Any:
    """What was said, put together; notes without a cluster are put into one here."""
    listed = operations.live_clusters(get_session(), workshop)
    loose = [
        each for each in operations.shown_notes(get_session(), workshop) if each.cluster_id is None
    ]
    form = MoveForm(loose, listed)
    if form.validate_on_submit():
        return _moved(workshop, form, listed)
    page = render_template(
        "workshop_notes/clusters.html", workshop=workshop, clusters=listed, loose=loose,
        form=form, dots=dots_by_cluster(get_session(), workshop), shown_in=operations.shown_in,
    )  # fmt: skip
    return page, form.status


@permitted(policies.may_run_workshop, Workshop)
def group(workshop: Workshop) -> Any:
    """Let the matcher put together what says the same."""
    texts = {each.id: each.text for each in operations.shown_notes(get_session(), workshop)}
    # Comparing takes a second or two, in which others should be able to write.
    let_go()
    groups = group_alike(texts)
    placed = operations.apply_groups(get_session(), workshop, groups, now(), by=current_user())
    if placed:
        flash(
            ngettext(
                "Eine Notiz hat eine Gruppe gefunden.",
                "%(num)s Notizen haben eine Gruppe gefunden.",
                placed,
            ),
            "success",
        )
    else:
        flash(_("Keine weiteren Notizen sagen dasselbe. Der Rest bleibt einzeln stehen."), "info")
    return redirect(url_for(".clusters", workshop_id=workshop.id))


@permitted(policies.may_run_workshop, Workshop)
def cluster(workshop: Workshop, note_cluster_id: uuid.UUID) -> Any:
    """One cluster: its heading, its notes, what it may be merged with."""
    found = _cluster_or_404(workshop, note_cluster_id)
    others = [
        each for each in operations.live_clusters(get_session(), workshop) if each.id != found.id
    ]
    asked = request.form.get("what")
    if request.method == "POST" and asked not in {"rename", "merge", "move"}:
        abort(400)
    renaming = RenameForm(data={"title": found.title})
    merging, moving = MergeForm(others), MoveForm(operations.shown_in(found), others)
    if asked == "rename" and renaming.validate_on_submit():
        operations.rename(get_session(), found, renaming.title.data, now(), by=current_user())
        flash(_("Die Gruppe heißt jetzt anders."), "success")
        return redirect(url_for(".clusters", workshop_id=workshop.id) + f"#gruppe-{found.id}")
    if asked == "merge" and merging.validate_on_submit():
        into = merging.chosen
        operations.merge(get_session(), found, into, now(), by=current_user())
        flash(_("Die beiden Gruppen sind eine. Die Punkte sind mitgekommen."), "success")
        return redirect(url_for(".clusters", workshop_id=workshop.id) + f"#gruppe-{into.id}")
    if asked == "move" and moving.validate_on_submit():
        return _moved(workshop, moving, others)
    errors = [each.errors for each in (renaming, merging, moving)]
    page = render_template(
        "workshop_notes/cluster.html", workshop=workshop, cluster=found, others=others,
        renaming=renaming, merging=merging, moving=moving,
    )  # fmt: skip
    return page, 422 if any(errors) else 200


def _moved(workshop: Workshop, form: MoveForm, listed: Any) -> Any:
    notes, where = form.chosen_notes, form.target.data
    if where == NEW:
        target: NoteCluster | None = operations.split_off(
            get_session(), notes, now(), by=current_user()
        )
    else:
        target = next((each for each in listed if str(each.id) == where), None)
        operations.move_notes(
            get_session(), notes, None if where == LOOSE else target, now(), by=current_user()
        )
    flash(
        ngettext("Eine Notiz ist verschoben.", "%(num)s Notizen sind verschoben.", len(notes)),
        "success",
    )
    anchor = f"#gruppe-{target.id}" if target else "#einzeln"
    return redirect(url_for(".clusters", workshop_id=workshop.id) + anchor)


def _cluster_or_404(workshop: Workshop, cluster_id: uuid.UUID) -> NoteCluster:
    found = operations.cluster_of(get_session(), workshop, cluster_id)
    if found is None:
        abort(404)
    return found
