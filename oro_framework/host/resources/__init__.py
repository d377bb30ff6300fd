"""What an app serves: files, modules, documents, and their headers."""
