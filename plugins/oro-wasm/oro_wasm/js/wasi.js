/**
 * Node's wasi: WASI preview 1 for WebAssembly that a page instantiates by itself, over the files that `node:fs` gives it.
 * A guest runs on the page's own thread, which stands still meanwhile; `run()` of `oro:wasm` has it run elsewhere.
 * @module
 */

import { WASI } from './wasi/wasi.js'

export { WASI }
export default { WASI }
