"""Slow, obvious versions of the kernels, in Fractions and loops. Imports nothing of parley."""
