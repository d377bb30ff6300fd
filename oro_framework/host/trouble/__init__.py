"""Detection of stalled loops, leaked tasks and threads, and apps that do not end."""
