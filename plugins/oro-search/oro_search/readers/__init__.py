"""Readers: the text of files of each format, with the place of each line."""
