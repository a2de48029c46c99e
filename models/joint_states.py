"""Where needs of several companies stand that could become one project."""

import enum


class JointKind(enum.Enum):
    """What brings needs together."""

    TRIAD = "stoffpaar"
    POOL = "pool"


class JointState(enum.Enum):
    """How far it has come."""

    PROPOSED = "vorgeschlagen"
    NOTED = "gemerkt"
    DISMISSED = "verworfen"
    INVITED = "eingeladen"
    JOINED = "zustande_gekommen"
    ENDED = "beendet"


class DismissReason(enum.Enum):
    """Why a manager does not go on with a proposal."""

    MATERIAL = "stoff_passt_nicht"
    QUANTITY = "menge_passt_nicht"
    DISTANCE = "zu_weit"
    RIVALS = "wettbewerb"
    KNOWN = "kennen_sich"
    NOT_ALIKE = "andere_sache"


class ConsentState(enum.Enum):
    """What one company says to being named to the others."""

    NOT_ASKED = "nicht_gefragt"
    ASKED = "gefragt"
    AGREED = "zugestimmt"
    REFUSED = "abgelehnt"


class JointStepKind(enum.Enum):
    """What happened; each is written down once and stays."""

    FOUND = "gefunden"
    NOTED = "gemerkt"
    DISMISSED = "verworfen"
    ASKED = "gefragt"
    AGREED = "zugestimmt"
    REFUSED = "abgelehnt"
    TAKEN_BACK = "zurueckgenommen"
    JOINED = "zustande_gekommen"
    ENDED = "beendet"
