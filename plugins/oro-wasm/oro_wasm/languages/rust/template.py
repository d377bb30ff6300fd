"""A new project in Rust."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ("files",)

_MAIN = """// A program: what is printed goes to its standard output.
fn main() {
    let name = std::env::args().nth(1).unwrap_or_else(|| "world".to_string());
    println!("Hello, {name}!");
}
"""


def files(name: str) -> Mapping[str, str]:
    """Return a program's files by path.

    Args:
        name: of the project.
    """
    crate = f"app-{name}" if name[0].isdigit() else name  # names of packages do not begin with a digit
    manifest = f"""[package]
name = "{crate}"
version = "0.1.0"
edition = "2021"

[dependencies]
"""
    return {"Cargo.toml": manifest, "src/main.rs": _MAIN, ".gitignore": "build/\ntarget/\n"}
