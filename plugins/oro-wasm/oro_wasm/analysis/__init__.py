"""The structure of modules and components, read from their bytes without running anything."""
