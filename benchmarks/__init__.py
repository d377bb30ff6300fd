"""How fast a page reaches Python here, beside pywebview's bridge and PyTauri: `make bench`."""
