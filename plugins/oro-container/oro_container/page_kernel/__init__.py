"""The core inside of Pyodide: what the worker's JavaScript calls, and how the core calls it."""
