"""The transfer manager's desk: the inbox, the review of a case, the Kurzfassung, the end."""
