"""The programs that containers find: Node, npm, PHP and WebAssembly."""
