"""Show pages in an engine: one package for each, whose modules have the same names."""
