"""The commands `oro keys` and `oro updates`."""
