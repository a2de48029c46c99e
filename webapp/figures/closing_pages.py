"""The report of a closed case as it is printed."""

from datetime import datetime

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from models import Introduction, Match
from models.follow_up import AT_THE_END
from webapp.figures.closing import ClosingReport
from webapp.i18n import show_date
from webapp.labels import label
from webapp.printing import Block, Document, Facts, Grid, Heading, Paragraph


def as_document(report: ClosingReport, at: datetime) -> Document:
    """What the page says, in the same order."""
    challenge = report.challenge
    blocks: list[Block] = [Facts(summary_of(report))]
    blocks += [
        Heading(_("Der Bedarf")),
        Paragraph(challenge.title),
        Paragraph(challenge.description),
    ]
    blocks += _words_at_the_end(report)
    blocks.append(Heading(_("Die Schritte")))
    blocks.append(
        _grid(
            [_("Tag"), _("Schritt"), _("Lehrgebiet")],
            [[show_date(each.at), str(each.words), each.whom or "–"] for each in report.events],
        )
    )
    blocks += _people(report)
    blocks += _afterwards(report)
    return Document(
        title=_("Abschlussbericht %(reference)s", reference=challenge.reference),
        subtitle=subtitle_of(report),
        footer=_(
            "EcoTecHub · Fall %(reference)s · %(day)s · vertraulich",
            reference=challenge.reference,
            day=show_date(at),
        ),
        language=str(get_locale() or "de"),
        page_words=_("Seite"),
        blocks=blocks,
    )


def subtitle_of(report: ClosingReport) -> str:
    """For whom this one is."""
    if report.is_for_desk:
        return _(
            "Für die Transferstelle, mit internen Angaben: nicht an das Unternehmen weitergeben"
        )
    return _("Für das Unternehmen")


def summary_of(report: ClosingReport) -> list[tuple[str, str]]:
    """The facts of the case."""
    challenge = report.challenge
    kinds = sorted(str(label(each)) for each in challenge.support_kinds)
    return [
        (_("Unternehmen"), challenge.company.name),
        (_("Gemeinde"), challenge.municipality.name),
        (_("Gesuchte Hilfe"), ", ".join(kinds) or "–"),
        (_("Federführung"), _lead_of(report)),
        (_("Eingereicht"), show_date(challenge.submitted_at)),
        (_("Abgeschlossen"), show_date(challenge.closed_at)),
        (_("Dauer"), ngettext("%(num)s Tag", "%(num)s Tage", report.duration)),
        (_("Ergebnis"), str(label(challenge.outcome)) if challenge.outcome else "–"),
    ]


def decided_row(match: Match) -> list[str]:
    """Who was proposed, and what was decided about it."""
    decision = match.decision
    if decision is None:
        return [match.profile.chair, "", "", ""]
    place = str(match.rank) if match.rank is not None else _("ergänzt")
    reason = str(label(decision.reason)) if decision.reason else ""
    words = [reason, decision.note]
    return [
        f"{match.profile.chair}, {match.profile.department.campus.university.short}",
        place,
        str(label(decision.verdict)),
        ". ".join(each for each in words if each) or "–",
    ]


def answer_words(introduction: Introduction) -> str:
    """Why somebody who was asked said no, in code and in their words."""
    reason = str(label(introduction.decline_reason)) if introduction.decline_reason else ""
    return ". ".join(each for each in (reason, introduction.decline_note) if each) or "–"


def _words_at_the_end(report: ClosingReport) -> list[Block]:
    challenge = report.challenge
    blocks: list[Block] = [Heading(_("Das Ergebnis"))]
    if challenge.message_to_company:
        blocks += [Heading(_("An das Unternehmen"), 2), Paragraph(challenge.message_to_company)]
    if report.is_for_desk and challenge.outcome_note:
        blocks += [Heading(_("Notiz der Transferstelle"), 2), Paragraph(challenge.outcome_note)]
    for each in report.introduced:
        if each.meeting_note:
            name = _("Aus dem Erstgespräch mit %(chair)s", chair=each.profile.chair)
            blocks += [Heading(name, 2), Paragraph(each.meeting_note)]
    return blocks if len(blocks) > 1 else []


def _people(report: ClosingReport) -> list[Block]:
    if not report.is_for_desk:
        return []
    blocks: list[Block] = []
    if report.decided:
        head = [_("Lehrgebiet"), _("Rang"), _("Entscheidung"), _("Grund und Notiz")]
        rows = [decided_row(each) for each in report.decided]
        blocks += [Heading(_("Wer vorgeschlagen war")), _grid(head, rows)]
    if report.answers:
        head = [_("Lehrgebiet"), _("Angefragt"), _("Geantwortet"), _("Stand"), _("Grund")]
        rows = [
            [
                each.introduction.profile.chair,
                show_date(each.introduction.asked_at),
                show_date(each.answered_at) or "–",
                str(label(each.introduction.state)),
                answer_words(each.introduction),
            ]
            for each in report.answers
        ]
        blocks += [Heading(_("Wer gefragt wurde")), _grid(head, rows)]
    return blocks


def _afterwards(report: ClosingReport) -> list[Block]:
    blocks: list[Block] = []
    for each in report.follow_ups:
        rows = [(_("Geantwortet am"), show_date(each.answered_at))]
        if each.result:
            rows.append((_("Was daraus wurde"), str(label(each.result))))
        if each.satisfaction:
            rows.append((_("Zufriedenheit"), _("%(value)s von 5", value=each.satisfaction)))
        if each.remark:
            rows.append((_("In eigenen Worten"), each.remark))
        blocks += [Heading(asked_when(each.months), 2), Facts(rows)]
    return [Heading(_("Was das Unternehmen sagt")), *blocks] if blocks else []


def asked_when(months: int) -> str:
    """When the company was asked."""
    if months == AT_THE_END:
        return _("Zum Abschluss")
    return _("Nach %(months)s Monaten", months=months)


def _lead_of(report: ClosingReport) -> str:
    lead = report.challenge.lead
    if lead is None:
        return "–"
    return f"{lead.display_name}, {lead.university.name}" if lead.university else lead.display_name


def _grid(head: list[str], rows: list[list[str]]) -> Grid:
    return Grid(head, rows, [False] * len(head))
