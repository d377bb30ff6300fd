"""Conduit for oro-framework pages: one binary socket for calls, events, messages and streams."""
