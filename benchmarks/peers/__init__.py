"""One program per framework; each opens the same page, lets it work, and prints what it measured."""
