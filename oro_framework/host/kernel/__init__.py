"""Threads, times, signals and faults, which every other part of the host builds on."""
