/**
 * WebAssembly as the engine has it.
 * @module
 */

export const { compile, compileStreaming, instantiate, instantiateStreaming, validate } = WebAssembly
export default WebAssembly
