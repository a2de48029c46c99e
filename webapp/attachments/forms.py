"""The form of a file, and what people are told when it is not accepted."""

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import FileField, ValidationError

from models import Challenge
from models.attachment import MOST_FILES
from webapp.attachments import queries
from webapp.database import get_session
from webapp.forms import Form
from webapp.reading_files.refusals import BIGGEST_FILE, Refusal

MOST_OF_COMPANY = 200_000_000

TOO_LARGE = _l(
    "Die Datei ist größer als 10 MB. Bitte verkleinern Sie sie, zum Beispiel durch weniger oder "
    "kleinere Bilder, oder teilen Sie sie auf."
)
REFUSALS: dict[Refusal, LazyString] = {
    Refusal.UNKNOWN_TYPE: _l(
        "Das ist weder PDF noch Word (.docx) noch ein Foto (JPEG, PNG). Bitte speichern Sie den "
        "Inhalt als PDF oder das Foto als JPEG und fügen Sie es an."
    ),
    Refusal.BROKEN: _l(
        "Diese Datei ist beschädigt oder unvollständig. Bitte öffnen Sie sie bei sich, speichern "
        "Sie sie neu als PDF und fügen Sie dieses an."
    ),
    Refusal.ENCRYPTED: _l(
        "Diese Datei ist durch ein Passwort geschützt. Bitte speichern Sie sie ohne Schutz und "
        "fügen Sie sie noch einmal an."
    ),
    Refusal.ACTIVE: _l(
        "Diese Datei enthält Makros oder andere Befehle, die sich beim Öffnen ausführen lassen. "
        "So etwas nehmen wir nicht an. Bitte speichern Sie den Inhalt als einfaches PDF."
    ),
    Refusal.EMBEDDED: _l(
        "In dieser Datei steckt eine andere, zum Beispiel eine Tabelle oder ein Film. Bitte "
        "speichern Sie den Inhalt als einfaches PDF ohne Anlagen."
    ),
    Refusal.LINKED: _l(
        "Diese Datei holt beim Öffnen Inhalte von woanders, zum Beispiel eine Vorlage oder ein "
        "Bild. Bitte speichern Sie den Inhalt als PDF und fügen Sie dieses an."
    ),
    Refusal.MIXED: _l(
        "In dieser Datei stehen Dinge, die nicht zu ihrem Format gehören. Bitte öffnen Sie sie "
        "bei sich, speichern Sie sie neu als PDF und fügen Sie dieses an."
    ),
    Refusal.TOO_MUCH: _l(
        "Diese Datei ist zu umfangreich, als dass wir sie prüfen könnten. Bitte teilen Sie sie "
        "auf oder fügen Sie nur die wichtigen Seiten an."
    ),
    Refusal.VIRUS: _l(
        "Diese Datei sieht nach Schadsoftware aus. Bitte prüfen Sie Ihren Computer, bevor Sie "
        "etwas anfügen."
    ),
}


class FileForm(Form):
    """One file; its content decides what it is, whatever its name."""

    file = FileField(
        _l("Datei"),
        description=_l(
            "Foto (JPEG, PNG), PDF oder Word (.docx), höchstens 10 MB, bis zu 5 Dateien. Ohne "
            "Makros, Passwort und eingebettete Dateien."
        ),
        render_kw={"accept": ".jpg,.jpeg,.png,.pdf,.docx"},
    )

    def __init__(self, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._challenge = challenge

    def validate_file(self, field: FileField) -> None:
        """What can be said without looking into it."""
        # Somebody may send words where a browser sends a file.
        if not getattr(field.data, "filename", ""):
            raise ValidationError(_l("Bitte wählen Sie eine Datei aus."))
        if queries.number_of_files(get_session(), self._challenge) >= MOST_FILES:
            raise ValidationError(
                _l("Mehr als 5 Dateien gehen nicht. Bitte entfernen Sie zuerst eine andere.")
            )
        size = field.data.stream.seek(0, 2)
        field.data.stream.seek(0)
        if size > BIGGEST_FILE:
            raise ValidationError(TOO_LARGE)
        if size + queries.bytes_of_company(get_session(), self._challenge) > MOST_OF_COMPANY:
            raise ValidationError(
                _l(
                    "Ihr Unternehmen hat schon sehr viele Dateien bei uns. Bitte entfernen Sie "
                    "welche, die nicht mehr gebraucht werden."
                )
            )

    def refuse(self, message: LazyString) -> None:
        """Say at the field why the file was not accepted."""
        self.file.errors = [message]
