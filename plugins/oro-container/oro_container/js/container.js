/**
 * Containers: a folder of files with processes, terminals and ports, inside walls. Names and behaviour are those of
 * `@webcontainer/api`; several run at once, with real Node in the host.
 *
 *     const container = await WebContainer.boot()
 *     await container.mount({ 'index.js': { file: { contents: 'console.log(6 * 7)' } } })
 *     const process = await container.spawn('node', ['index.js'])
 *     for await (const text of process.output) console.log(text)
 *     await process.exit
 *
 * @module
 */

import { warmHost } from './container/host-engine.js'

export { WebContainer } from './container/web-container.js'
export { auth, configureAPIKey } from './container/auth.js'
export { isPreviewMessage, PreviewMessageType } from './container/preview-messages.js'
export { reloadPreview, setupConnect } from './container/previews.js'
export * as default from './container.js'

/** @typedef {import('./container/types.js').FileSystemTree} FileSystemTree */
/** @typedef {import('./container/types.js').DirectoryNode} DirectoryNode */
/** @typedef {import('./container/types.js').FileNode} FileNode */
/** @typedef {import('./container/types.js').SymlinkNode} SymlinkNode */
/** @typedef {import('./container/types.js').BootOptions} BootOptions */
/** @typedef {import('./container/types.js').CloneOptions} CloneOptions */
/** @typedef {import('./container/types.js').Capabilities} Capabilities */
/** @typedef {import('./container/types.js').LoadFilesOptions} LoadFilesOptions */
/** @typedef {import('./container/types.js').ExportOptions} ExportOptions */
/** @typedef {import('./container/types.js').SpawnOptions} SpawnOptions */
/** @typedef {import('./container/types.js').ServeOptions} ServeOptions */
/** @typedef {import('./container/types.js').RunOptions} RunOptions */
/** @typedef {import('./container/types.js').BufferEncoding} BufferEncoding */
/** @typedef {import('./container/types.js').FSWatchOptions} FSWatchOptions */
/** @typedef {import('./container/types.js').FSWatchCallback} FSWatchCallback */
/** @typedef {import('./container/types.js').IFSWatcher} IFSWatcher */
/** @typedef {import('./container/types.js').PortListener} PortListener */
/** @typedef {import('./container/types.js').ServerReadyListener} ServerReadyListener */
/** @typedef {import('./container/types.js').PreviewMessageListener} PreviewMessageListener */
/** @typedef {import('./container/types.js').ErrorListener} ErrorListener */
/** @typedef {import('./container/types.js').OpenListener} OpenListener */
/** @typedef {import('./container/types.js').CodeListener} CodeListener */
/** @typedef {import('./container/types.js').PreviewMessage} PreviewMessage */
/** @typedef {import('./container/types.js').BasePreviewMessage} BasePreviewMessage */
/** @typedef {import('./container/types.js').UncaughtExceptionMessage} UncaughtExceptionMessage */
/** @typedef {import('./container/types.js').UnhandledRejectionMessage} UnhandledRejectionMessage */
/** @typedef {import('./container/types.js').ConsoleErrorMessage} ConsoleErrorMessage */
/** @typedef {import('./container/types.js').PreviewScriptOptions} PreviewScriptOptions */
/** @typedef {import('./container/types.js').CodeEventType} CodeEventType */
/** @typedef {import('./container/types.js').CodeEvent} CodeEvent */
/** @typedef {import('./container/types.js').CodeEventFile} CodeEventFile */
/** @typedef {import('./container/types.js').Unsubscribe} Unsubscribe */
/** @typedef {import('./container/types.js').AuthAPI} AuthAPI */
/** @typedef {import('./container/types.js').AuthInitOptions} AuthInitOptions */
/** @typedef {import('./container/types.js').AuthFailedError} AuthFailedError */
/** @typedef {import('./container/file-system.js').FileSystemAPI} FileSystemAPI */
/** @typedef {import('./container/process.js').WebContainerProcess} WebContainerProcess */
/**
 * @template T
 * @typedef {import('./container/types.js').DirEnt<T>} DirEnt
 */

warmHost()
