"""llama-cpp-python's server, its model loaded as ours are: run with the arguments of `llama_cpp.server`."""

from __future__ import annotations

from oro_ai.testing.bare import loading_as_ours


def main() -> None:
    """Serve until the process is ended."""
    from llama_cpp.server.__main__ import main as serve

    with loading_as_ours():
        serve()


if __name__ == "__main__":
    main()
