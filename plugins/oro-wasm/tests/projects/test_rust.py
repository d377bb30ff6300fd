"""Rust: built where one with a WebAssembly target is installed, such as that of Debian's packages."""

from __future__ import annotations

from pathlib import Path

import pytest
from oro_wasm.builds.build import Diagnostic, MissingTool
from oro_wasm.errors import BuildError
from oro_wasm.languages.rust.language import Rust
from oro_wasm.languages.rust.toolchain import COMPONENT, MODULE, Toolchain, missing_target, target_of, toolchain_at

from .conftest import Builds, Running, Write

RUST = Rust()
PROGRAM = """
use std::io::BufRead;
fn main() {
    for line in std::io::stdin().lock().lines() { println!("> {}", line.unwrap()); }
    eprintln!("{:?}", std::env::var("GREETING"));
    std::process::exit(7)
}
"""
WITH_WARNING = "fn main() { let unused = 1; }\n"
DEBIAN = {"CARGO": "/usr/bin/cargo", "RUSTC": "/usr/bin/rustc"}


@pytest.fixture
def rust(monkeypatch: pytest.MonkeyPatch) -> Toolchain:
    """Choose a Rust that makes WebAssembly."""
    for environment in ({}, DEBIAN):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        found = toolchain_at(Path.cwd())
        if isinstance(found, Toolchain) and target_of(found, MODULE):
            return found
    pytest.skip("no Rust with the target wasm32-wasip1 is installed")


@pytest.mark.usefixtures("rust")
def test_a_new_project_runs(write: Write, builds: Builds, run_module: Running) -> None:
    project = write(RUST.template("greeter"))
    built = builds(RUST, project)
    assert run_module(built.module, "Ada").out == "Hello, Ada!\n"
    assert builds(RUST, project).cached
    assert [each.name[:6] for each in RUST.clean(project)] == ["wasm32"]
    assert RUST.check_dependencies() == []


@pytest.mark.usefixtures("rust")
def test_a_file_is_a_program(write: Write, builds: Builds, run_module: Running) -> None:
    built = builds(RUST, write({"echo.rs": PROGRAM}) / "echo.rs", optimization="release")
    ran = run_module(built.module, said="a\nb\n", name="hi")
    assert (ran.code, ran.out, ran.err) == (7, "> a\n> b\n", 'Ok("hi")\n')


@pytest.mark.usefixtures("rust")
def test_a_library_exports_its_functions(write: Write, builds: Builds) -> None:
    manifest = '[package]\nname = "sums"\nversion = "0.1.0"\nedition = "2021"\n[lib]\ncrate-type = ["cdylib"]\n'
    source = '#[no_mangle]\npub extern "C" fn add(a: i32, b: i32) -> i32 { a + b }\n'
    built = builds(RUST, write({"Cargo.toml": manifest, "src/lib.rs": source}), optimization="debug")
    assert b"\x03add" in built.module.read_bytes()


@pytest.mark.usefixtures("rust")
def test_errors_and_warnings_name_file_and_line(write: Write, builds: Builds) -> None:
    project = write(
        {**RUST.template("wrong"), "src/main.rs": "mod more;\nfn main() { more::f(1) }\n", "src/more.rs": ""}
    )
    (project / "src" / "more.rs").write_text("pub fn f(text: &str) -> &str {\n    text + 1\n}\n")
    error = builds.failure(RUST, project)
    assert {(each.file, each.line, each.severity) for each in error.diagnostics} >= {("src/more.rs", 2, "error")}
    (project / "src" / "main.rs").write_text(WITH_WARNING)
    built = builds(RUST, project)
    assert built.diagnostics == (
        Diagnostic(file="src/main.rs", line=1, column=17, severity="warning", text="unused variable: `unused`"),
    )
    assert builds(RUST, project).diagnostics == built.diagnostics


@pytest.mark.usefixtures("rust")
def test_a_package_that_makes_no_module_is_told(write: Write, builds: Builds) -> None:
    manifest = '[package]\nname = "none"\nversion = "0.1.0"\nedition = "2021"\n'
    error = builds.failure(RUST, write({"Cargo.toml": manifest, "src/lib.rs": ""}))
    assert 'crate-type = ["cdylib"]' in str(error)


def test_without_rust_it_says_what_to_install(
    write: Write, builds: Builds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in DEBIAN:
        monkeypatch.delenv(name, raising=False)
    error = builds.failure(RUST, write(RUST.template("greeter")))
    assert str(error).endswith("install Rust (https://rustup.rs), then run: rustup target add wasm32-wasip1")
    assert [each.name for each in RUST.check_dependencies()] == ["cargo"]


def test_without_the_target_it_says_the_command(write: Write, builds: Builds) -> None:
    """No Rust of a test machine makes components: rustup's has no such target there, and Debian's has none at all."""
    found = toolchain_at(Path.cwd())
    if isinstance(found, MissingTool) or target_of(found, COMPONENT):
        pytest.skip("there is no Rust, or it has the target wasm32-wasip2")
    error = builds.failure(RUST, write(RUST.template("greeter")), component=True)
    assert "wasm32-wasip2 is not installed; " in str(error)
    assert "rustup target add wasm32-wasip2" in str(error)


@pytest.mark.parametrize(
    ("sysroot", "names", "told"),
    [
        ("/home/x/.rustup/toolchains/stable", MODULE, "rustup target add wasm32-wasip1"),
        ("/home/x/.rustup/toolchains/stable", COMPONENT, "rustup target add wasm32-wasip2"),
        ("/opt/rust", MODULE, "install the standard library for wasm32-wasip1"),
    ],
)
def test_the_command_is_by_where_rust_came_from(sysroot: str, names: tuple[str, ...], told: str) -> None:
    toolchain = Toolchain(cargo=Path("cargo"), rustc=Path("rustc"), sysroot=Path(sysroot))
    assert missing_target(toolchain, names).install.startswith(told)


def test_a_package_for_the_web_wants_the_tool_for_its_glue(
    write: Write, builds: Builds, rust: Toolchain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if not target_of(rust, ("wasm32-unknown-unknown",)):
        pytest.skip("this Rust has no target wasm32-unknown-unknown")
    monkeypatch.setenv("CARGO", str(rust.cargo))
    monkeypatch.setenv("RUSTC", str(rust.rustc))
    monkeypatch.setenv("PATH", str(tmp_path))
    manifest = RUST.template("site")["Cargo.toml"] + 'wasm-bindgen = "0.2"\n'
    lock = '[[package]]\nname = "wasm-bindgen"\nversion = "0.2.99"\n'
    error = builds.failure(RUST, write({"Cargo.toml": manifest, "src/lib.rs": "", "Cargo.lock": lock}))
    assert str(error).endswith("run: cargo install --locked wasm-bindgen-cli --version 0.2.99")


def test_manifests_that_are_wrong_are_told(write: Write) -> None:
    project = write({"Cargo.toml": "[workspace]\n"})
    assert RUST.can_handle_project(project)
    with pytest.raises(BuildError, match="is no package, but a workspace"):
        RUST.validate_project(project)
    (project / "Cargo.toml").write_text("[")
    with pytest.raises(BuildError, match=r"Cannot read .*; correct it"):
        RUST.validate_project(project)
