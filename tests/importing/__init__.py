"""How well statements are read out of papers, measured against what a professor would keep."""
