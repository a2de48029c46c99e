"""The page on which a Kurzfassung is written, with the need beside it."""

from flask import render_template

from models import Challenge, TeaserState
from webapp.database import get_session
from webapp.identifying.preview import preview_of
from webapp.mail import people_of
from webapp.review.forms import LONGEST_PREVIEW, TeaserForm
from webapp.teasers import radar_entry_of


def show_teaser(challenge: Challenge, form: TeaserForm) -> tuple[str, int]:
    """The newest version, as typed so far; the text it was begun for may have changed."""
    newest = challenge.teaser
    is_presented = newest is not None and newest.state is TeaserState.PRESENTED
    page = render_template(
        "review/teaser.html",
        form=form,
        challenge=challenge,
        teaser=challenge.teaser,
        is_writable=not is_presented and not form.is_outdated,
        preview=preview_of((form.text.data or "").strip()[:LONGEST_PREVIEW], challenge),
        accounts=people_of(challenge),
        radar_entry=radar_entry_of(get_session(), newest),
    )
    return page, 409 if form.is_outdated else form.status
