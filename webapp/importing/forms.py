"""The document somebody gives, and the proposals they choose from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Self

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    FileField,
    HiddenField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length

from models import CompetenceKind
from webapp.downloads import safe_name
from webapp.forms import REFILLED, AtMost, Form, PlainText, Required, TallLineField
from webapp.importing.operations import Accepted
from webapp.importing.proposing import LONGEST_ORIGIN, Proposal
from webapp.labels import choices
from webapp.reading_files.refusals import BIGGEST_FILE, Refusal
from webapp.reading_papers.found import LONGEST_STATEMENT, MOST_FOUND, SHORTEST_STATEMENT
from webapp.reading_papers.lines import UNSEEN

MOST_COMPETENCES = 100
LONGEST_PASTE, LONGEST_NAME = 150_000, 60
TOO_LARGE = _l(
    "Die Datei ist größer als 10 MB. Bitte geben Sie nur den Teil an, auf den es ankommt."
)
TEXT_TOO_LONG = _l(
    "Das ist zu lang. Bitte fügen Sie nur einen Teil ein, oder speichern Sie es als Datei."
)
BUSY = _l(
    "Wir lesen gerade eine andere Datei. Bitte versuchen Sie es in einem Augenblick noch einmal."
)
NOTHING_FOUND = _l(
    "Darin haben wir keine Aussage gefunden, die sich übernehmen lässt. Am besten gelingt es mit "
    "Überschriften wie „Forschung“, „Labor“ oder „Abschlussarbeiten“, darunter je Zeile eine "
    "Aussage."
)
ALL_KNOWN = _l("Alles, was wir darin gefunden haben, steht schon in Ihrem Profil.")
REFUSALS: dict[Refusal, LazyString] = {
    Refusal.UNKNOWN_TYPE: _l(
        "Das können wir nicht lesen. Wir erkennen Text, BibTeX, ORCID und OpenAlex (JSON), PDF und "
        "Word (.docx). Bitte fügen Sie sonst den Text ein."
    ),
    Refusal.BROKEN: _l(
        "Das ist beschädigt oder unvollständig. Bitte laden Sie es noch einmal herunter, oder "
        "fügen Sie den Text ein."
    ),
    Refusal.ENCRYPTED: _l(
        "Diese Datei ist durch ein Passwort geschützt. Bitte fügen Sie den Text ein."
    ),
    Refusal.ACTIVE: _l(
        "Diese Datei enthält Makros oder andere Befehle. Bitte speichern Sie sie als einfaches "
        "PDF, oder fügen Sie den Text ein."
    ),
    Refusal.EMBEDDED: _l("In dieser Datei steckt eine andere. Bitte fügen Sie den Text ein."),
    Refusal.LINKED: _l(
        "Diese Datei holt beim Öffnen Inhalte von woanders. Bitte fügen Sie den Text ein."
    ),
    Refusal.MIXED: _l(
        "Das sieht nach dem Quelltext einer Internetseite aus. Bitte markieren Sie die Seite im "
        "Browser, kopieren Sie den sichtbaren Text und fügen Sie diesen ein."
    ),
    Refusal.TOO_MUCH: _l(
        "Das ist zu umfangreich oder zu tief verschachtelt. Bitte teilen Sie es auf und geben Sie "
        "zuerst den wichtigsten Teil an."
    ),
    Refusal.VIRUS: _l("Diese Datei sieht nach Schadsoftware aus. Bitte prüfen Sie Ihren Computer."),
}
ROW = re.compile(r"^v(\d{1,3})-text$")


class DocumentForm(Form):
    """A text or a file; what it is, its content says."""

    text = TextAreaField(
        _l("Text einfügen"),
        [AtMost(LONGEST_PASTE)],
        description=_l(
            "Ihre Internetseite, Lebenslauf, Publikationsliste, Geräteliste, BibTeX, ORCID oder "
            "OpenAlex: einfach alles markieren, kopieren, hier einfügen."
        ),
    )
    file = FileField(
        _l("Oder eine Datei wählen"),
        description=_l(
            "PDF, Word (.docx), .bib, .json oder .txt, höchstens 10 MB. Wir lesen sie und behalten "
            "sie nicht."
        ),
        render_kw={"accept": ".pdf,.docx,.bib,.json,.txt"},
    )

    @property
    def has_file(self) -> bool:
        """Whether a file came along; somebody may send words where a browser sends one."""
        return bool(getattr(self.file.data, "filename", ""))

    def validate_file(self, field: FileField) -> None:
        """One of both, and no more than can be read."""
        if not self.has_file:
            if not self.text.data:
                raise ValidationError(
                    _("Bitte fügen Sie einen Text ein oder wählen Sie eine Datei.")
                )
            return
        if field.data.stream.seek(0, 2) > BIGGEST_FILE:
            raise ValidationError(TOO_LARGE)
        field.data.stream.seek(0)

    @property
    def file_name(self) -> str:
        """What the file is called, safe to show; nothing where a text is read."""
        if not self.has_file:
            return ""
        extension = self.file.data.filename.rpartition(".")[2].casefold()
        known = extension in {"pdf", "docx", "bib", "json"}
        return safe_name(self.file.data.filename, extension if known else "txt")[-LONGEST_NAME:]

    @property
    def content(self) -> bytes:
        """What is to be read; a file counts before a text."""
        if self.has_file:
            return bytes(self.file.data.stream.read(BIGGEST_FILE + 1))
        return str(self.text.data).encode()

    def refuse(self, message: LazyString) -> None:
        """Say at the field that was filled why nothing came of it."""
        field = self.file if self.has_file else self.text
        field.errors = [message]


class NothingUnseen:
    """No signs that turn the reading direction or hide: nobody could tell what stands there."""

    def __call__(self, form: Form, field: Field) -> None:
        """Look for them."""
        if UNSEEN.search(field.data or ""):
            raise ValidationError(
                _("Der Text enthält unsichtbare Steuerzeichen. Bitte schreiben Sie ihn neu.")
            )


class ProposalForm(Form):
    """One proposal: taken or not, its words, its kind, and where it was read."""

    class Meta(Form.Meta):
        """The page has one token for all of them."""

        csrf = False

    keep = BooleanField()
    text = TallLineField(
        _l("Aussage"),
        [
            Required(_l("Bitte beschreiben Sie die Kompetenz.")),
            Length(
                min=SHORTEST_STATEMENT, message=_l("Bitte schreiben Sie mindestens 10 Zeichen.")
            ),
            AtMost(LONGEST_STATEMENT),
            PlainText(),
            NothingUnseen(),
        ],
    )
    kind = SelectField(_l("Art der Kompetenz"), choices=choices(*CompetenceKind))
    origin = HiddenField(validators=[AtMost(LONGEST_ORIGIN), NothingUnseen()])
    quote = ""
    """What stood there; it holds names and sums, so it is shown once and not sent along."""


class Selection:
    """All proposals of a document as one form."""

    def __init__(self, rows: Sequence[ProposalForm], known: int = 0) -> None:
        self.rows = rows
        self.known = known
        self.form_errors: list[str] = []
        for row in rows:
            row.keep.label.text = row.text.data or row.origin.data or ""

    @classmethod
    def of(cls, proposals: Sequence[Proposal]) -> Self:
        """Filled with what was found."""
        selection = cls([
            ProposalForm(
                formdata=None,
                prefix=f"v{number}",
                data={
                    "keep": each.is_ticked, "text": each.text, "kind": each.kind.value,
                    "origin": each.origin,
                },
            )
            for number, each in enumerate(proposals)
        ])  # fmt: skip
        for row, each in zip(selection.rows, proposals, strict=True):
            row.quote = each.quote
        return selection

    @classmethod
    def sent(cls, sent: Mapping[str, str], known: int) -> Self:
        """As somebody sent it."""
        numbers = sorted({int(found[1]) for name in sent if (found := ROW.match(name))})
        rows = [ProposalForm(sent, prefix=f"v{each}") for each in numbers[:MOST_FOUND]]
        return cls(rows, known)

    def validate(self, sent: Mapping[str, str]) -> bool:
        """Whether what is ticked can be taken over; what is not ticked need not be right."""
        if REFILLED in sent:
            return False
        kept = [each for each in self.rows if each.keep.data]
        # Each of them, so that every message stands at its field at once.
        are_right = [each.validate() for each in kept]
        if not kept:
            self.form_errors.append(_("Bitte setzen Sie mindestens einen Haken."))
        if (over := self.known + len(kept) - MOST_COMPETENCES) > 0:
            self.form_errors.append(
                ngettext(
                    "Ein Profil fasst 100 Kompetenzen. Bitte nehmen Sie noch %(num)d Haken weg.",
                    "Ein Profil fasst 100 Kompetenzen. Bitte nehmen Sie noch %(num)d Haken weg.",
                    over,
                )
            )
        return all(are_right) and not self.form_errors

    @property
    def errors(self) -> bool:
        """Whether something has to be put right."""
        return bool(self.form_errors) or any(each.errors for each in self.rows)

    @property
    def status(self) -> int:
        """200 for a fresh page, 422 for one with mistakes."""
        return 422 if self.errors else 200

    def __iter__(self) -> Iterator[Field]:
        for row in self.rows:
            yield from row

    def groups(self) -> list[tuple[CompetenceKind, list[ProposalForm]]]:
        """The rows by kind, each kind once; a kind nobody knows stands with the first."""
        known = {each.value: each for each in CompetenceKind}
        first = next(iter(CompetenceKind))
        sorted_rows = [
            (kind, [row for row in self.rows if known.get(row.kind.data, first) is kind])
            for kind in CompetenceKind
        ]
        return [(kind, rows) for kind, rows in sorted_rows if rows]

    @property
    def accepted(self) -> list[Accepted]:
        """What was ticked, as it was left."""
        return [
            Accepted(CompetenceKind(row.kind.data), row.text.data, row.origin.data or "")
            for row in self.rows
            if row.keep.data
        ]
