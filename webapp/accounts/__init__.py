"""Accounts: how people get in, and what they keep about themselves."""
