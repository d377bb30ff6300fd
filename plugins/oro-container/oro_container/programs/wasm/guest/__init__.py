"""The files that containers have under `/usr/local/lib/oro/guest`."""
