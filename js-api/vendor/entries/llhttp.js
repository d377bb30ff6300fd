import code from 'undici/lib/llhttp/llhttp-wasm.js'

/**
 * Node's own HTTP parser, as undici carries it: a WebAssembly module that is the same for every parser; made at once, so that
 * `require('http')` can have it.
 */
export const llhttp = new WebAssembly.Module(code)
