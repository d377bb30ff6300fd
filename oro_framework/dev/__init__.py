"""The tools of `oro dev`: imported by that command alone, so that `oro run` has none of them."""
