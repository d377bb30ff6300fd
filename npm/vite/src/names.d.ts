/** Specifiers of the runtime's modules: `oro:fs`, `node:fs`, and its files below `/oro/`. */
export declare const RUNTIME: RegExp

/** Names of Node's modules without their scheme, as `fs` and `fs/promises`. */
export declare const BUILTINS: ReadonlySet<string>

/**
 * Returns the name by which pages have a module from the runtime, so that a bundler leaves the import to it:
 * `oro:fs` for itself, `node:fs` for `fs` unless a package of that name is installed; null for every other specifier.
 *
 * @param specifier as the import says it
 * @param importer the importing file
 * @param builtins whether names of Node's without their scheme are the runtime's; they are
 */
export declare function runtimeName (specifier: string, importer?: string, builtins?: boolean): string | null
