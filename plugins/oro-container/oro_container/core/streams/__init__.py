"""Streams between programs: bounded pipes, and the credits by which their distant ends are held back."""
