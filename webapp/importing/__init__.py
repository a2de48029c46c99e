"""Filling a profile from the owner's own papers: read, shown as proposals, taken over or not."""
