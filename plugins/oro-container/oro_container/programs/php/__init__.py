"""PHP compiled to WebAssembly, run by Node on a folder."""
