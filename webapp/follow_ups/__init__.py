"""What became of a case: one click from a mail, or on the page of the case."""
