"""Packages of npm, without input and output: specs, metadata, placing, lockfiles and settings."""
