"""Barriers that people met: reported without an account, settled by the administration."""
