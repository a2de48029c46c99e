"""Programs that read in somebody's name: their keys, their calendars, and what they may ask."""
