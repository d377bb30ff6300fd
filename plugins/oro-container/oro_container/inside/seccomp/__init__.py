"""Filters of system calls: classic BPF that the kernel runs before each call of a program."""
