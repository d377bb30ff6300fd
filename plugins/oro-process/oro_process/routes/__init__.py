"""The routes `child_process.*` and `process.*`."""
