"""What the desk's work comes to: figures, whose load it is, and what a closed case came to.

Every figure is defined once, in `registry`; the page, its files and the words „So wird gezählt“
are written from there. All of them count what the reader's own desk holds (countable_results).
"""
