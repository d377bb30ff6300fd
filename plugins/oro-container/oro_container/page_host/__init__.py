"""What pages need of a host, or of a written site, to run the page engine: the core as an archive, and Pyodide."""
