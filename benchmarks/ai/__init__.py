"""How fast oro-ai generates, beside llama-cpp-python itself and two servers: `make bench`."""
