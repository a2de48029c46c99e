"""What a company and its lead write to each other about a case."""
