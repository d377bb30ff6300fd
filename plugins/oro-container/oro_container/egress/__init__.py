"""Programs of containers on their way outside: their names are answered, their connections made for them."""
