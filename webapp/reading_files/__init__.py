"""Looks into PDF and DOCX files that somebody sent, in a process that can do no harm.

Files are judged by what is in them, never by their name or the type a browser declares. What could
act is refused rather than made harmless, because nobody can say which reader opens the file later:

- in a PDF: scripts, programs to start, forms that send data, actions on opening other than going
  to a page, embedded files, films and sounds, XFA, a password, a second format in the same bytes,
  streams that are compressed twice or unpack to more than 300 MB;
- in a DOCX: macros, OLE and embedded objects, ActiveX, templates, pictures and texts from
  elsewhere, fields that fetch or run something, any DTD, parts inside parts, a password, and every
  entry of the archive that a text does not need.

What only a click can follow stays: links to pages on the web. A file without readable text, such as
a scanned PDF, is kept. Nothing is ever unpacked to the disk.

The modules in order: `checking` starts the process and reads its answer; `child` limits itself and
answers; `pdf`, `docx`, `archives`, `markup` and `pictures` are what it needs.
"""
