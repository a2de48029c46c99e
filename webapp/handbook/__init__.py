"""Three short handbooks, one for each of those who work here together."""
