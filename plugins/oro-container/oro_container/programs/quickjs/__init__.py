"""QuickJS compiled to WASI, run by the Node of a container."""
