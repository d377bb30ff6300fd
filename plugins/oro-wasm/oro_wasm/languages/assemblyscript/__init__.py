"""AssemblyScript."""
