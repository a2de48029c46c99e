"""Stoffströme of needs, and needs of several companies that could become one project."""
