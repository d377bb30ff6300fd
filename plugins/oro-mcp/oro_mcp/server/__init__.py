"""The app as a server: its tools and resources for agents, over standard input and output and over HTTP."""
