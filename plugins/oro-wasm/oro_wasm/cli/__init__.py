"""The commands of `oro wasm`."""
