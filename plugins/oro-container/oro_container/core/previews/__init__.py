"""Rules of previews without input and output: who may ask, and how messages change between an engine and a guest."""
