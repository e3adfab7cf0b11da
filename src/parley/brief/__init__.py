"""Findings as a page, a terminal screen, charts and tables. Shows them and computes nothing."""
