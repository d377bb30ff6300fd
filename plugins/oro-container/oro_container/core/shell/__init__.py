"""A small POSIX shell: words, expansions, pipes, lists, redirections, conditions and loops, and the usual tools."""
