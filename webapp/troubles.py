"""Errors that end at a terminal: their text tells a person what happened and what to do."""


class Trouble(Exception):
    """Something a person has to put right, in one sentence."""
