"""The host's side of containers: boot, files, processes and ports."""
