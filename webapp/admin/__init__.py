"""Operating: who may sign in, what waits, what failed."""
