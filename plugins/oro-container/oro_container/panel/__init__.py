"""The panel of containers: a project in a container, with console, files, processes, ports, logs and its application."""
