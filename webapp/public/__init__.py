"""What everybody may read, and what machines ask for: start, explanations, legal pages, health."""
