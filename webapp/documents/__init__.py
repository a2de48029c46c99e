"""Words and papers that are used again and again: mails, letters, agreements."""
