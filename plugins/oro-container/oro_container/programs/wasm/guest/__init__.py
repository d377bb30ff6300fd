"""The files that containers have under `/opt/oro/guest`; they import nothing of this package."""
