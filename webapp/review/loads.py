"""What the desk reads with every profile that it shows."""

from webapp.profile_loads import profile_loads

__all__ = ["profile_loads"]
