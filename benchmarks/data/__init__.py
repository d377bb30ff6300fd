"""What 100 MB of float64 cost to a page and back, as arrays and as bare bytes: `python -m benchmarks.data`."""
