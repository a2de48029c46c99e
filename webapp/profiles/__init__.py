"""Kompetenzprofile: kept by professors, found by everybody."""
