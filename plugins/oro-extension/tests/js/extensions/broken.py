"""An extension that raises."""

raise RuntimeError("on purpose")
