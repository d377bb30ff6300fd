"""The ways of a container's programs to the outside: names that are answered, and connections that are made for them."""
