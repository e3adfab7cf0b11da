"""The kernels: arrays in, arrays out, each with its paper. Knows no politics and no files."""
