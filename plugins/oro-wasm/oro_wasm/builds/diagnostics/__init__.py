"""Messages of compilers, read into records: a module for each format."""
