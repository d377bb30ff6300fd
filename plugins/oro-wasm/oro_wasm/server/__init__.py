"""The development server of `oro wasm run`: builds, follows the sources, and shows a module in a page."""
