"""Servers of tools that the app uses: for its pages, its Python and its models."""
