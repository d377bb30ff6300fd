"""The panel of a container: console, files, processes, ports and logs of a project, and its application."""
