"""Reads in a professor's own papers what could be said of the chair: statements with their place.

Pure functions from text to `Found`; they know no database, no page and no network. They run in the
limited process of `webapp.reading_files`, so whatever somebody pastes can use up no more than that
process may. Nothing here decides: the owner sees every statement and takes the ones that hold.

The modules in order: `reading` recognises what a text is and calls the reader for it; `bibtex`,
`orcid`, `openalex` and `pages` are those readers; `references`, `theses`, `headings`, `cues` and
`private` are what the last of them needs; `publications` words a title; `likeness` merges what
says the same.
"""
