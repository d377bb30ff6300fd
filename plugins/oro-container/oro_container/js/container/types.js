/**
 * The types of `oro:container`.
 * @module
 */

/** @typedef {{ [name: string]: DirectoryNode | FileNode | SymlinkNode }} FileSystemTree */
/** @typedef {{ directory: FileSystemTree, mode?: number }} DirectoryNode */
/** @typedef {{ file: { contents: string | Uint8Array, mode?: number } }} FileNode */
/** @typedef {{ file: { symlink: string } }} SymlinkNode */

/**
 * @typedef {{ [name: string]: DirectoryNode | FileNode | SymlinkNode | { file: string | Uint8Array } }} MountTree a tree as
 *   `mount()` takes it: the content of a file may stand for itself
 */

/**
 * @typedef {object} ContainerPolicy how a container is narrowed; what is not given is as the app's `[container]` says
 * @property {string[]} [env] names of the app's variables that its programs get
 * @property {{ host: string, guest: string, writable?: boolean }[]} [folders] folders of the machine that it sees
 * @property {string[]} [programs] programs of the machine beside those every container has
 * @property {string[]} [hosts] where it may connect to
 * @property {boolean} [listen] whether its programs may listen
 * @property {boolean} [packages] whether packages may be installed from the registry that npm is set to
 * @property {boolean} [scripts] whether packages may run scripts while they are installed
 * @property {number} [processes] processes at once
 * @property {number} [memory] bytes for all its processes together
 * @property {number} [cpus] processors that all its processes together may use
 * @property {number} [cpuSeconds] processor seconds for each process
 * @property {number} [seconds] until it ends
 * @property {number} [disk] bytes of its files
 * @property {number} [files] files and folders
 * @property {'namespaces' | 'landlock' | 'node-permission' | 'none'} [level] the weakest walls it boots with
 */

/** @typedef {'host' | 'page'} EngineName */

/**
 * @typedef {object} Capabilities what the engine of a container has
 * @property {boolean} nativePrograms programs of the machine
 * @property {boolean} nodeItself every module of Node
 * @property {boolean} synchronousChildren `execSync()` and `spawnSync()`
 * @property {boolean} webAssembly WASI programs
 * @property {boolean} images images
 * @property {boolean} entries `serve()` and `run()`: the reference runtime
 * @property {boolean} php PHP
 * @property {boolean} npmInstall `npm install`
 * @property {boolean} symbolicLinks symbolic links
 * @property {boolean} fileModes `fs.chmod()`, and modes that a mounted tree gives
 * @property {boolean} watching `fs.watch()` and `fs.watchChanges()`
 * @property {boolean} binaryTrees mounts and exports as `binary`
 * @property {boolean} zipTrees mounts and exports as `zip`
 * @property {boolean} chosenExports `includes` and `excludes` of an export
 * @property {boolean} snapshots snapshots, which each engine restores from the other
 * @property {boolean} persistence files that are kept by name
 * @property {boolean} clones `clone()`: copies of a running container
 * @property {boolean} terminals terminals, with sizes and signals by keys
 * @property {boolean} jobControl jobs of a shell: Ctrl-Z, `fg`, `bg`
 * @property {boolean} separateErrors error output apart from output
 * @property {boolean} backPressure programs wait for who reads them
 * @property {boolean} ports ports of its own, with `port` and `server-ready`
 * @property {boolean} pageRequests `fetch()`: requests of the page to its servers
 * @property {boolean} ownRequests requests of programs to servers of the same container
 * @property {boolean} previews previews of an app
 * @property {boolean} previewScripts scripts of previews, and their errors
 * @property {boolean} webSockets WebSockets to servers of the container
 * @property {boolean} limits a policy: limits, folders, hosts
 * @property {boolean} networks a network of its own, without a way out unless the policy grants it
 */

/**
 * @typedef {object} BootOptions
 * @property {'require-corp' | 'credentialless' | 'none'} [coep] accepted; neither engine needs an isolated page
 * @property {string} [workdirName] name of the working folder, `project` unless given
 * @property {boolean | 'exceptions-only'} [forwardPreviewErrors] whether errors in previews come as `preview-message`
 * @property {EngineName} [engine] `host` unless given: processes of the machine; `page`: workers of the page
 * @property {string} [name] its files are kept by this name, and there at the next boot
 * @property {ContainerPolicy} [policy]
 * @property {string} [image] the name of an image that is kept, or that a package ships
 */

/**
 * @typedef {object} CloneOptions
 * @property {string} [name] its files are kept by this name, and there at the next boot
 * @property {ContainerPolicy} [policy] narrows that of the other
 * @property {boolean | 'exceptions-only'} [forwardPreviewErrors] whether errors in previews come as `preview-message`
 */

/** @typedef {{ port?: number, env?: Record<string, string | number | boolean> }} ServeOptions `port` 0, any that is free, unless given */
/** @typedef {{ args?: string[], env?: Record<string, string | number | boolean> }} RunOptions */

/** @typedef {{ mountPoint?: string }} LoadFilesOptions */

/**
 * @typedef {object} ExportOptions
 * @property {'json' | 'binary' | 'zip'} [format] `json` unless given
 * @property {string[]} [includes] globs of files that are taken from folders that are left out
 * @property {string[]} [excludes] globs of files that are left out
 */

/** @typedef {'inherit' | 'piped' | 'null'} Stdio `inherit`: the console of the page, and no input */
/** @typedef {{ cols: number, rows: number }} TerminalSize */

/**
 * @typedef {object} SpawnOptions
 * @property {string} [cwd] relative to the working folder
 * @property {Record<string, string | number | boolean>} [env]
 * @property {boolean} [output] false: nothing of it is wanted
 * @property {TerminalSize} [terminal] gives it a terminal of that size
 * @property {boolean | TerminalSize} [pty] the same; true is 80 by 24
 * @property {boolean} [clearEnv] leaves out the variables that every program has but PATH, HOME and TERM
 * @property {Stdio | null} [stdin]
 * @property {Stdio | null} [stdout]
 * @property {Stdio | null} [stderr] `inherit`, and `piped` beside `stdout`, have error output come apart
 */

/** @typedef {'ascii' | 'utf8' | 'utf-8' | 'utf16le' | 'ucs2' | 'ucs-2' | 'base64' | 'base64url' | 'latin1' | 'binary' | 'hex'} BufferEncoding */

/**
 * @template T
 * @typedef {{ name: T, isFile(): boolean, isDirectory(): boolean }} DirEnt
 */

/** @typedef {{ encoding?: BufferEncoding | null, persistent?: boolean, recursive?: boolean } | string | null} FSWatchOptions */
/** @typedef {(event: 'rename' | 'change', filename: string | Uint8Array) => void} FSWatchCallback */
/** @typedef {{ close(): void }} IFSWatcher */
/** @typedef {{ kind: 'created' | 'modified' | 'removed' | 'renamed', path: string, to?: string }} FileChange */

/** @typedef {(port: number, type: 'open' | 'close', url: string) => void} PortListener */
/** @typedef {(port: number, url: string) => void} ServerReadyListener */
/** @typedef {(message: PreviewMessage) => void} PreviewMessageListener */
/** @typedef {(error: { message: string }) => void} ErrorListener */
/** @typedef {(text: string) => void} OpenListener */
/** @typedef {(type: CodeEventType, event: CodeEvent) => void} CodeListener */
/** @typedef {(event: { type: string, [member: string]: any }) => void} ContainerListener hears every event, as the host tells it */

/** @typedef {import('./preview-messages.js').PreviewMessage} PreviewMessage */
/** @typedef {import('./preview-messages.js').BasePreviewMessage} BasePreviewMessage */
/** @typedef {import('./preview-messages.js').UncaughtExceptionMessage} UncaughtExceptionMessage */
/** @typedef {import('./preview-messages.js').UnhandledRejectionMessage} UnhandledRejectionMessage */
/** @typedef {import('./preview-messages.js').ConsoleErrorMessage} ConsoleErrorMessage */
/** @typedef {{ type?: 'module' | 'importmap', defer?: boolean, async?: boolean }} PreviewScriptOptions */

/** @typedef {'open' | 'diff'} CodeEventType */
/** @typedef {{ filepath: string, line?: number, column?: number }} CodeEventFile */
/** @typedef {{ files: CodeEventFile[] }} CodeEvent */
/** @typedef {() => void} Unsubscribe */

/** @typedef {{ editorOrigin?: string, clientId: string, scope: string }} AuthInitOptions */
/** @typedef {{ status: 'auth-failed', error: string, description: string }} AuthFailedError */

/**
 * @typedef {object} AuthAPI
 * @property {(options: AuthInitOptions) => { status: 'need-auth' | 'authorized' } | AuthFailedError} init
 * @property {(options?: { popup?: boolean }) => void} startAuthFlow
 * @property {() => Promise<void>} loggedIn
 * @property {(options?: { ignoreRevokeError?: boolean }) => Promise<void>} logout
 * @property {{ (event: 'logged-out', listener: () => void): Unsubscribe, (event: 'auth-failed', listener: (reason: { error: string, description: string }) => void): Unsubscribe }} on
 */

/**
 * @typedef {object} ProcessInfo a line of the table of processes
 * @property {number} pid
 * @property {number} parent
 * @property {string[]} argv
 * @property {string} cwd
 * @property {'running' | 'sleeping' | 'stopped' | 'ended'} state
 */

/**
 * @typedef {object} FileStat times are milliseconds since 1970
 * @property {'file' | 'directory' | 'symlink' | 'other'} kind
 * @property {number} size
 * @property {number} mode
 * @property {number} inode
 * @property {number} links
 * @property {number} mtime
 * @property {number} ctime
 * @property {number} atime
 */

export {}
