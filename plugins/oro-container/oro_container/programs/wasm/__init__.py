"""Programs that are WebAssembly: files of a container, and the interpreters `python` and `qjs`."""
