"""The services behind `net.*` and `tls.*`."""
