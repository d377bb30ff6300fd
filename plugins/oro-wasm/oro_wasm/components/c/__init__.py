"""Components in C: a header with the types and functions of a world, and the glue between them and the engine."""
