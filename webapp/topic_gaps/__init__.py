"""Themenlücken: needs that nobody answers, in topics a university could build up."""
