"""Workshops: announced to everybody, registered for without an account, run by the managers."""
