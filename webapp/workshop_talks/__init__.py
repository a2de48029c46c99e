"""One-to-one talks at a workshop: wishes by link, the timetable, and plans to hand out."""
