"""The German words for what a mail is about."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MAILS: dict[str, LazyString] = {
    "lead_changed": _l("Neue Ansprechperson"),
    "case_handed_over": _l("Fall übernommen"),
    "case_open_again": _l("Fall ohne Federführung"),
    "comment_mentions": _l("Hinweis auf eine Anmerkung"),
    "deputy_named": _l("Vertretung benannt"),
    "hand_over_waits": _l("Übergabe wartet"),
    "hand_over_answered": _l("Federführung geklärt"),
    "confirm_address": _l("E-Mail-Adresse bestätigen"),
    "invitation": _l("Einladung"),
    "set_password": _l("Neues Passwort"),
    "second_factor_reset": _l("Zweiter Faktor zurückgesetzt"),
    "new_device": _l("Anmeldung auf einem neuen Gerät"),
    "program_access": _l("Neuer Zugang für ein Programm"),
    "change_address": _l("Neue E-Mail-Adresse bestätigen"),
    "address_changed": _l("E-Mail-Adresse geändert"),
    "address_in_use": _l("Konto gibt es schon"),
    "invited_elsewhere": _l("Einladung an ein Konto, das es schon gibt"),
    "visit_waits": _l("Entwurf nach einem Besuch"),
    "challenge_received": _l("Eingangsbestätigung"),
    "challenge_arrived": _l("Neuer Bedarf"),
    "challenge_withdrawn": _l("Zurückgezogener Bedarf"),
    "teaser_waits": _l("Kurzfassung liegt vor"),
    "teaser_decided": _l("Entscheidung zur Kurzfassung"),
    "enquiry": _l("Anfrage"),
    "enquiry_reminder": _l("Erinnerung an die Anfrage"),
    "answer_waits": _l("Erinnerung an die Anfrage"),
    "reply_waits": _l("Erinnerung an eine Entscheidung"),
    "confirmation_waits": _l("Zweite Person gesucht"),
    "deadlines_due": _l("Fristen am Schreibtisch"),
    "deadlines_unattended": _l("Fristen, um die sich niemand kümmert"),
    "enquiry_changed": _l("Anfrage mit neuem Text"),
    "enquiry_answered": _l("Antwort auf eine Anfrage"),
    "radar_interest": _l("Interesse im Bedarfsradar"),
    "confirm_statements": _l("Stimmt Ihr Profil noch?"),
    "funding_unchecked": _l("Stimmt die Liste der Förderwege noch?"),
    "professor_interested": _l("Interesse an einem Bedarf"),
    "introduced": _l("Vermittlung"),
    "appointment_set": _l("Termin des Erstgesprächs"),
    "appointment_cancelled": _l("Abgesagter Termin"),
    "question_asked": _l("Frage eines Unternehmens"),
    "question_answered": _l("Nachricht der Transferstelle"),
    "case_erased": _l("Gelöschter Fall"),
    "enquiry_erased": _l("Erledigte Anfrage"),
    "follow_up": _l("Frage, was daraus geworden ist"),
    "promise_broken": _l("Entschuldigung für einen verstrichenen Termin"),
    "decision_waits": _l("Erinnerung an eine Entscheidung"),
    "meeting_waits": _l("Erinnerung an das Erstgespräch"),
    "no_match": _l("Kein passender Treffer"),
    "case_closed": _l("Abschluss"),
    "barrier_reported": _l("Gemeldete Barriere"),
    "emergency_asked": _l("Notfallzugriff erbeten"),
    "emergency_granted": _l("Notfallzugriff gewährt"),
    "emergency_notice": _l("Nachricht über einen Notfallzugriff"),
}
"""What each mail is about, for administrators, who see no contents."""


def mail_label(template: str) -> LazyString | str:
    """The German word for a mail."""
    return MAILS.get(template, template)
