"""Vermittlung: the professor is asked, the company consents, both meet."""
