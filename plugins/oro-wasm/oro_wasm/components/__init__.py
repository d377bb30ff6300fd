"""Components: their WIT as data, their values as JSON, and their functions as routes."""
