"""Förderwege: programmes with their source, hints to a case, and the sketch of an application."""
