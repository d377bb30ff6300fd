"""The programs that containers have: those of the machine that every container sees, Node, and what is fetched."""
