"""Compiled WebAssembly: engines, and the cache of compiled modules on disk."""
