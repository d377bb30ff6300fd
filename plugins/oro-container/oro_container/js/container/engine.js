/**
 * Engines run containers: `HostEngine` in the host, the page engine in workers. Paths are as `located` in the core reads them.
 * @module
 */

/**
 * @typedef {object} Asked a program to start
 * @property {string} command
 * @property {string[]} args
 * @property {string} cwd
 * @property {Record<string, string>} env
 * @property {import('./types.js').TerminalSize | null} terminal
 * @property {boolean} merged whether its error output comes with its output
 * @property {number[]} discarded descriptors of which nothing is wanted
 * @property {boolean} [clear] whether it gets only the variables that no program can do without
 */

/**
 * @typedef {object} AskedEntry a module, or a folder of routes, for the reference runtime
 * @property {string} entry
 * @property {string[]} [args]
 * @property {number} [port]
 * @property {Record<string, string>} env
 */

/**
 * @typedef {object} EngineFiles
 * @property {(path: string) => Promise<Uint8Array>} readFile
 * @property {(path: string, bytes: Uint8Array) => Promise<unknown>} writeFile
 * @property {(path: string) => Promise<{ name: string, kind: string }[]>} readdir
 * @property {(path: string, recursive: boolean) => Promise<string | null>} mkdir the first that was made, where `recursive`
 * @property {(path: string, options: { recursive: boolean, force: boolean }) => Promise<unknown>} rm
 * @property {(path: string, to: string) => Promise<unknown>} rename
 * @property {(path: string, to: string, recursive: boolean) => Promise<unknown>} cp
 * @property {(path: string, follow: boolean) => Promise<import('./types.js').FileStat>} stat
 * @property {(target: string, path: string) => Promise<unknown>} symlink
 * @property {(path: string) => Promise<string>} readlink
 * @property {(path: string, mode: number) => Promise<unknown>} chmod
 * @property {(path: string, recursive: boolean) => Promise<EngineWatch>} watch
 */

/**
 * @typedef {object} EngineWatch
 * @property {() => Promise<{ changes: import('./types.js').FileChange[], lost: number } | null>} take the next changes; null once it is closed
 * @property {() => void} close
 */

/** @typedef {'entries' | 'binary' | 'zip'} TreeFormat `entries` is that of `./entries.js` */

/**
 * @typedef {object} Engine a container
 * @property {string} id
 * @property {string} name by which its files are kept; empty for none
 * @property {string} workdir absolute
 * @property {string} path where programs are looked for
 * @property {string} isolation the level of its walls
 * @property {import('./types.js').Capabilities} capabilities
 * @property {string[]} entry the command of its image; empty where it has none
 * @property {EngineFiles} files
 * @property {(bytes: Uint8Array, at: string, format: TreeFormat) => Promise<unknown>} mount
 * @property {(path: string, format: TreeFormat, includes: string[], excludes: string[]) => Promise<Uint8Array>} export
 * @property {(asked: Asked) => Promise<number>} spawn answers with the number of the process
 * @property {(asked: AskedEntry) => Promise<{ pid: number, port: number }>} serve answers once the entry listens
 * @property {(asked: AskedEntry) => Promise<number>} run answers with the number of the process
 * @property {(pid: number, fd: 1 | 2) => Promise<Uint8Array | null>} take what it writes next; null at the end
 * @property {(pid: number, bytes: Uint8Array) => Promise<unknown>} write resolves once it was taken
 * @property {(pid: number) => Promise<unknown>} end its input
 * @property {(pid: number, fd: 1 | 2) => Promise<unknown>} close an output that is read no more
 * @property {(pid: number) => Promise<{ code: number, signal: string }>} wait
 * @property {(pid: number, signal: string) => Promise<unknown>} kill
 * @property {(pid: number, size: import('./types.js').TerminalSize) => Promise<unknown>} resize
 * @property {() => Promise<import('./types.js').ProcessInfo[]>} processes
 * @property {(port: number, asked: import('./requests.js').AskedRequest) => Promise<import('./requests.js').Answered>} fetch
 * @property {() => Promise<{ events: { type: string, [member: string]: any }[], lost: number } | null>} events what happens next; null at the end
 * @property {(source: string, options: import('./types.js').PreviewScriptOptions) => Promise<unknown>} setPreviewScript
 * @property {(options: import('./types.js').CloneOptions) => Promise<Engine>} clone
 * @property {() => Promise<unknown>} teardown
 */

export {}
