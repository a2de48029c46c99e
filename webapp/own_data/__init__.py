"""Everything a company or a professor gave: to take along, and to erase."""
