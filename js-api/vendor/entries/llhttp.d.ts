/** llhttp: what parses HTTP in Node itself. */
export const llhttp: WebAssembly.Module
