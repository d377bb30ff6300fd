"""Packages of npm put into the files of a container whose kernel has no input and output of its own."""
