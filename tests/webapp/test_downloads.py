"""Names of files that want to do harm, as they are stored and as they leave."""

import pytest

from webapp.downloads import disposition, safe_name

HOSTILE_NAMES = {
    "../../etc/passwd": "passwd.pdf",
    "..\\..\\Windows\\a.dll": "a.pdf",
    "a\r\nSet-Cookie: b=c.pdf": "aSet-Cookie_ b_c.pdf",
    "rechnung\u202efdp.exe": "rechnungfdp.pdf",
    "\u200b\u2066.pdf": "pdf.pdf",
    "a\0.pdf": "a.pdf",
    "x" * 300 + ".pdf": "x" * 100 + ".pdf",
    'a"; filename="b.html': "a__ filename__b.pdf",
    "%00%2e%2e/a%0d.pdf": "a_0d.pdf",
    "CON.pdf": "Datei.pdf",
    "...": "Datei.pdf",
    "": "Datei.pdf",
    "\ud800.pdf": "pdf.pdf",
    "Pru\u0308fbericht.PDF": "Prüfbericht.pdf",
    ".htaccess": "htaccess.pdf",
    "=cmd|'/c calc'!A1.pdf": "c calc_!A1.pdf",
    "日本語.docx": "日本語.pdf",
    "bericht.pdf.exe": "bericht.pdf.pdf",
}


@pytest.mark.parametrize("sent", HOSTILE_NAMES, ids=ascii)
def test_a_hostile_name_becomes_a_harmless_one(sent):
    assert safe_name(sent, "pdf") == HOSTILE_NAMES[sent]


@pytest.mark.parametrize("sent", HOSTILE_NAMES, ids=ascii)
def test_a_name_stays_within_its_header(sent):
    header = disposition(safe_name(sent, "pdf"))

    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert header.split(";")[1].strip().startswith("filename=")
    assert len(header) < 1_500
