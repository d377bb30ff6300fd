"""The languages this distribution brings, in the order in which a project is tried for them."""

from __future__ import annotations

from oro_wasm.builds.language import Language
from oro_wasm.languages.assemblyscript.language import AssemblyScript
from oro_wasm.languages.c import C
from oro_wasm.languages.cpp import Cpp
from oro_wasm.languages.go import Go
from oro_wasm.languages.javascript.language import JavaScript
from oro_wasm.languages.python.language import Python
from oro_wasm.languages.rust.language import Rust
from oro_wasm.languages.zig import Zig

__all__ = ("SHIPPED",)

SHIPPED: tuple[type[Language], ...] = (Rust, Go, Cpp, C, AssemblyScript, Zig, Python, JavaScript)
