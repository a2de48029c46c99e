"""Files a company adds to its need: sent, listed, released for professors, taken away."""
