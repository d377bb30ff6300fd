"""Connections, statements, backups and changesets. Importing most modules of this package loads SQLite."""
