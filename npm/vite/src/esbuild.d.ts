import type { OroOptions } from './index.js'

/** Makes esbuild leave `oro:` and `node:` imports to the runtime. */
export default function oro (options?: OroOptions): { name: string, setup (build: any): void }
