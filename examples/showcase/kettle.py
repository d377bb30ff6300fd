"""A server of the Model Context Protocol, as others write them: it knows nothing of the app that uses it."""

from __future__ import annotations

from mcp.server.mcpserver import MCPServer

server = MCPServer("Kettle", version="1.0")


@server.tool()
def boil(degrees: int = 100, litres: float = 1.0) -> str:
    """Heat water, and say how long that takes."""
    seconds = (degrees - 20) * litres * 4186 / 2000
    return f"{litres:g} l of {degrees} °C in {seconds:.0f} s"


@server.tool()
def fahrenheit(celsius: float) -> float:
    """Turn degrees of Celsius into those of Fahrenheit."""
    return celsius * 9 / 5 + 32


if __name__ == "__main__":
    server.run()
