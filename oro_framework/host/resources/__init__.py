"""Resources that an app serves: files, modules, documents, and their headers."""
