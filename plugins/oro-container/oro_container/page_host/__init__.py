"""The parts that a host, or a written site, gives pages for the page engine: the core as an archive, and Pyodide."""
