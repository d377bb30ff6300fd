"""Regular expressions of POSIX, matched in a time that grows with the text alone, whatever the expression is."""
