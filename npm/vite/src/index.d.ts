import type { Plugin } from 'vite'

/** Settings of the plugin; each may be left out. */
export interface OroOptions {
  /**
   * Whether Node's modules without their scheme, as `import fs from 'fs'` in packages, are the runtime's.
   * A package of that name in node_modules comes first. Default: true.
   */
  builtins?: boolean
}

/** Makes Vite leave `oro:` and `node:` imports to the runtime, and serve where `oro dev` looks for it. */
export default function oro (options?: OroOptions): Plugin[]
