"""Builds of projects: what a language is given, and what it returns."""
