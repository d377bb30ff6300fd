"""The kernel of the page engine: files, processes, ports and terminals of one container, driven by an adapter."""
