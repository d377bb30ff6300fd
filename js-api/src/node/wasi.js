/**
 * Node's wasi. A page runs WebAssembly, but lends it no files: a WASI throws when it is made.
 * @module
 */

import { missing } from '../base/internal/missing.js'

export const WASI = missing('wasi.WASI')

export default { WASI }
