"""Themes: the public list, and what a case and a profile were put under."""
