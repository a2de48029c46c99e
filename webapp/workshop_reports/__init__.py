"""What came of a workshop: who was there, what was said, what was made of it."""
