"""Where companies are sent when nobody fits, and which topics are missing at both universities."""
