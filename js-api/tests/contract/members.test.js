import { test } from 'oro:test'

/**
 * What the documented API of Oro and Socket names, by module: exports, members of them after a dot, and after `@` those of
 * the instances of a class. What is not here on purpose is in docs/explanation/coming-from-oro-or-socket.md.
 * @type {Record<string, string>}
 */
const MODULES = {
  ipc: `OK ERROR TIMEOUT kDebugEnabled parseSeq debug debug.enabled maybeMakeError postMessage ready createBinding sendSync send
    request write emit resolve primordials Headers Headers.from Message Message.PROTOCOL Message.from Message.isValidInput
    Result Result.from IPCSearchParams findIPCMessageTransfers inflateIPCMessageTransfers IPCMessagePort IPCMessageChannel
    IPCBroadcastChannel Message.prototype.get Message.prototype.set Message.prototype.has Message.prototype.delete
    Message.prototype.keys Message.prototype.values Message.prototype.entries Result.prototype.toJSON`,
  application: `MAX_WINDOWS ApplicationWindowList ApplicationWindowList.from createWindow getScreenSize getWindows getWindow
    getCurrentWindow getCurrentWindowIndex exit setSystemMenu setTrayMenu setSystemMenuItemEnabled isPaused addEventListener
    removeEventListener runtimeVersion runtimeVersion.full runtimeVersion.short runtimeVersion.hash debug config backend
    backend.open backend.close client menu ApplicationWindowList.prototype.item ApplicationWindowList.prototype.entries
    ApplicationWindowList.prototype.keys ApplicationWindowList.prototype.values ApplicationWindowList.prototype.add
    ApplicationWindowList.prototype.remove ApplicationWindowList.prototype.contains ApplicationWindowList.prototype.clear
    ApplicationWindowList.prototype.forEach`,
  'application/client': 'default default.id default.frameType default.type default.parent default.top default.location default.toJSON Client',
  'application/menu': `Menu MenuContainer ContextMenu SystemMenu TrayMenu tray system context container setMenu setContextMenu default
    container.tray container.system container.context Menu.prototype.set`,
  window: `ApplicationWindow formatURL constants ApplicationWindow.constants ApplicationWindow.hotkey @ApplicationWindow.id
    @ApplicationWindow.index @ApplicationWindow.state @ApplicationWindow.size @ApplicationWindow.location
    @ApplicationWindow.position @ApplicationWindow.title @ApplicationWindow.token @ApplicationWindow.status
    @ApplicationWindow.channel @ApplicationWindow.hotkey @ApplicationWindow.getSize @ApplicationWindow.getPosition
    @ApplicationWindow.getTitle @ApplicationWindow.getStatus @ApplicationWindow.close @ApplicationWindow.show
    @ApplicationWindow.hide @ApplicationWindow.maximize @ApplicationWindow.minimize @ApplicationWindow.restore
    @ApplicationWindow.setTitle @ApplicationWindow.setSize @ApplicationWindow.setPosition @ApplicationWindow.navigate
    @ApplicationWindow.showInspector @ApplicationWindow.setBackgroundColor @ApplicationWindow.getBackgroundColor
    @ApplicationWindow.setContextMenu @ApplicationWindow.showOpenFilePicker @ApplicationWindow.showSaveFilePicker
    @ApplicationWindow.showDirectoryFilePicker @ApplicationWindow.send @ApplicationWindow.postMessage
    @ApplicationWindow.openExternal @ApplicationWindow.revealFile @ApplicationWindow.update @ApplicationWindow.on
    @ApplicationWindow.once @ApplicationWindow.off @ApplicationWindow.addListener @ApplicationWindow.removeListener
    @ApplicationWindow.removeAllListeners @ApplicationWindow.focus @ApplicationWindow.blur`,
  'window/constants': `WINDOW_ERROR WINDOW_NONE WINDOW_CREATING WINDOW_CREATED WINDOW_HIDING WINDOW_HIDDEN WINDOW_SHOWING WINDOW_SHOWN
    WINDOW_CLOSING WINDOW_CLOSED WINDOW_EXITING WINDOW_EXITED WINDOW_KILLING WINDOW_KILLED`,
  'window/hotkey': `bind unbind getBindings getMappings normalizeExpression addEventListener removeEventListener Bindings Binding default
    @Binding.isValid @Binding.isActive @Binding.bind @Binding.unbind`,
  hooks: `onReady onLoad onInit onError onData onMessage onOnline onOffline onLanguageChange onPermissionChange
    onNotificationResponse onNotificationPresented onApplicationURL onApplicationPause onApplicationResume wait Hooks
    InitEvent LoadEvent ReadyEvent RuntimeInitEvent RUNTIME_INIT_EVENT_NAME GLOBAL_EVENTS default.isDocumentReady
    default.isGlobalReady default.isRuntimeReady default.isReady default.isOnline default.isWorkerContext
    default.isWindowContext default.global default.document default.window`,
  extension: 'load stats Extension Extension.load Extension.type Extension.stats @Extension.unload',
  conduit: `Conduit Conduit.port Conduit.diagnostics Conduit.status Conduit.waitForActiveState Conduit.getSharedKey
    Conduit.setSharedKey DEFALUT_MAX_RECONNECT_RETRIES DEFAULT_MAX_RECONNECT_TIMEOUT pool @Conduit.url @Conduit.socket
    @Conduit.isActive @Conduit.isConnecting @Conduit.shouldReconnect @Conduit.connect @Conduit.reconnect @Conduit.send
    @Conduit.receive @Conduit.close @Conduit.encodeMessage @Conduit.decodeMessage`,
  process: `default env nextTick hrtime hrtime.bigint exit memoryUsage memoryUsage.rss ProcessEnvironment ProcessEnvironmentEvent
    default.version default.platform default.env default.arch default.argv default.argv0 default.execArgv default.versions
    default.versions.socket default.versions.oro default.stdin default.stdout default.stderr default.uptime default.cwd
    default.chdir default.exit default.nextTick default.hrtime default.memoryUsage default.on default.emit`,
  signal: `SIGINT SIGTERM strings channel toString getCode getName getMessage addEventListener removeEventListener default
    default.SIGINT constants`,
  'process/signal': 'SIGINT strings channel toString getCode getName getMessage addEventListener removeEventListener default',
  os: `arch cpus networkInterfaces platform type isWindows tmpdir EOL rusage uptime uname hrtime availableMemory
    host homedir constants`,
  'os/constants': 'default',
  errno: 'ENOENT EACCES strings constants toString getCode getName getMessage default',
  constants: 'ENOENT SIGINT O_RDONLY WINDOW_SHOWN default UV_FS_O_FILEMAP S_IFREG F_OK',
  errors: `AbortError BadRequestError EncodingError ErrnoError FinalizationRegistryCallbackError IllegalConstructorError
    IndexSizeError InternalError InvalidAccessError NetworkError NotAllowedError NotFoundError NotSupportedError
    ModuleNotFoundError OperationError SecurityError TimeoutError ABORT_ERR TIMEOUT_ERR NOT_FOUND_ERR INDEX_SIZE_ERR
    NOT_SUPPORTED_ERR NETWORK_ERR INVALID_ACCESS_ERR SECURITY_ERR TYPE_MISMATCH_ERR DATA_CLONE_ERR`,
  diagnostics: 'channels window runtime channel default channels.group channels.channel runtime.query window.metrics',
  'diagnostics/channels': 'default group channel Channel',
  'diagnostics/metric': 'Metric',
  'diagnostics/runtime': 'query',
  'diagnostics/window': 'default metrics',
  bootstrap: 'bootstrap checkHash default',
  gc: 'ref unref retain finalize release finalizers kFinalizer finalizer pool registry Finalizer',
  notification: `Notification NotificationAction NotificationOptions NotificationDirection NotificationPermission showNotification
    default NOTIFICATION_RESPONSE_EVENT NOTIFICATION_PRESENTED_EVENT`,
  'protocol-handlers': 'getServiceWorker default',
  location: 'Location default default.href',
  language: 'names codes tags descriptions lookup describe LanguageQueryResult LanguageDescription default',
  i18n: `getMessage getMessageDescription getUILanguage getAcceptLanguages LanguageCode DEFAULT_LOCALES_LOCATION
    getMessagesForLocale cache default`,
  ip: 'normalizeIPv4 isIPv4 default',
  ai: 'llm chat default',
  'ai/llm': 'Model LoRA LoRAAttachment Context',
  'ai/chat': 'Message Session Chat ChatMessageEvent',
  network: '',
  fs: `access accessSync exists existsSync chmod chmodSync chown chownSync close closeSync copyFile copyFileSync mkdir
    mkdirSync open openSync opendir opendirSync readdir readdirSync readFile readFileSync realpath realpathSync rename
    renameSync rmdir rmdirSync stat statSync unlink unlinkSync writeFile writeFileSync fstat fsync ftruncate lchown link
    lstat read write readlink symlink watch createReadStream createWriteStream Dir DirectoryHandle Dirent fds FileHandle
    ReadStream Stats Watcher WriteStream promises constants bookmarks default promises.fstat`,
  'fs/promises': `access chmod chown copyFile lchown link mkdir open opendir readdir readFile readlink realpath rename rmdir stat lstat
    symlink unlink writeFile watch fstat constants default`,
  'fs/handle': `FileHandle FileHandle.access FileHandle.open FileHandle.from FileHandle.DEFAULT_ACCESS_MODE
    FileHandle.DEFAULT_OPEN_FLAGS FileHandle.DEFAULT_OPEN_MODE DirectoryHandle DirectoryHandle.MAX_ENTRIES
    DirectoryHandle.DEFAULT_BUFFER_SIZE default @FileHandle.appendFile @FileHandle.chmod @FileHandle.chown @FileHandle.close
    @FileHandle.createReadStream @FileHandle.createWriteStream @FileHandle.datasync @FileHandle.read @FileHandle.readFile
    @FileHandle.stat @FileHandle.lstat @FileHandle.sync @FileHandle.truncate @FileHandle.write @FileHandle.writeFile
    @FileHandle.opened @FileHandle.opening @FileHandle.closed @FileHandle.closing DirectoryHandle.open
    @DirectoryHandle.read @DirectoryHandle.close`,
  'fs/dir': 'Dir Dirent sortDirectoryEntries kType @Dir.read @Dir.readSync @Dir.close @Dir.closeSync @Dir.entries default',
  'fs/stats': 'Stats default',
  'fs/stream': 'ReadStream WriteStream default',
  'fs/watcher': 'Watcher default',
  'fs/flags': 'normalizeFlags default',
  'fs/fds': 'default',
  'fs/constants': 'COPYFILE_EXCL O_RDONLY S_IFREG F_OK R_OK W_OK X_OK default',
  'fs/bookmarks': 'temporary default',
  'fs/web': `createFile createFileSystemFileHandle createFileSystemDirectoryHandle createFileSystemWritableFileStream File
    FileSystemHandle FileSystemFileHandle FileSystemDirectoryHandle FileSystemWritableFileStream default`,
  buffer: 'Buffer default File Blob kMaxLength constants atob btoa transcode',
  events: 'EventEmitter Event EventTarget CustomEvent MessageEvent ErrorEvent once default',
  assert: 'ok equal notEqual strictEqual notStrictEqual deepEqual notDeepEqual AssertionError default',
  querystring: 'parse stringify escape unescape default',
  string_decoder: 'StringDecoder default',
  tty: 'ReadStream WriteStream isatty default',
  url: `parse resolve format fileURLToPath URL URLSearchParams URLPattern parseURL protocols default default.URLPattern
    default.protocols`,
  'util/types': 'isTypedArray default',
  'stream/web': 'ReadableStream WritableStream TransformStream default',
  stream: `ReadableState WritableState pipeline pipelinePromise isStream getStreamError web Readable Writable Duplex Transform
    PassThrough Stream default isEnded isFinished isDisturbed`,
  child_process: 'spawn exec execFile execSync ChildProcess default @ChildProcess.kill @ChildProcess.ref @ChildProcess.unref',
  dgram: `createSocket Socket SocketError ERR_SOCKET_ALREADY_BOUND ERR_SOCKET_BAD_BUFFER_SIZE ERR_SOCKET_BUFFER_SIZE
    ERR_SOCKET_DGRAM_IS_CONNECTED ERR_SOCKET_DGRAM_NOT_CONNECTED ERR_SOCKET_DGRAM_NOT_RUNNING ERR_SOCKET_BAD_TYPE
    ERR_SOCKET_BAD_PORT default`,
  dns: 'lookup promises default constants NODATA',
  'dns/promises': 'lookup default',
  'dns/constants': 'default',
  http: `METHODS STATUS_CODES OK NOT_FOUND CONTINUE INTERNAL_SERVER_ERROR IM_A_TEAPOT Agent globalAgent ClientRequest
    IncomingMessage OutgoingMessage ServerResponse Connection Server get request createServer default`,
  https: `METHODS STATUS_CODES OK NOT_FOUND Agent globalAgent ClientRequest IncomingMessage OutgoingMessage ServerResponse Server
    get request createServer default`,
  crypto: `webcrypto ready sodium getRandomValues rand64 randomBytes createDigest murmur3 RANDOM_BYTES_QUOTA MAX_RANDOM_BYTES
    MAX_RANDOM_BYTES_PAGES default`,
  timers: 'setTimeout clearTimeout setInterval clearInterval setImmediate clearImmediate promises scheduler default platform',
  'timers/promises': 'setTimeout setInterval setImmediate scheduler default',
  'timers/scheduler': 'wait postTask default',
  'timers/timer': 'Timer Timeout Interval Immediate default',
  'timers/platform': 'platform default',
  path: `sep delimiter resolve join dirname basename extname cwd isAbsolute parse format normalize relative mounts posix win32
    Path DOWNLOADS DOCUMENTS RESOURCES PICTURES DESKTOP VIDEOS CONFIG MEDIA MUSIC HOME DATA LOG TMP default
    default.DOWNLOADS default.HOME default.Path default.posix.HOME Path.from @Path.pathname @Path.protocol @Path.href
    @Path.dir @Path.base @Path.name @Path.ext @Path.root @Path.parent @Path.drive @Path.isRelative @Path.toURL`,
  'path/posix': 'sep join default HOME default.HOME',
  'path/win32': 'sep join default HOME default.HOME',
  'path/path': 'Path default',
  'path/mounts': 'default',
  'path/well-known': 'DOWNLOADS HOME TMP default default.HOME',
  util: `debug format inspect promisify promisify.custom inherits deprecate parseHeaders parseJSON splitBuffer clamp toBuffer
    toProperCase compareBuffers noop isESMSource ESM_TEST_REGEX isValidPercentageValue IllegalConstructor MIMEType
    MIMEParams types isPlainObject isBufferLike isErrorLike isClass isPromiseLike isTypedArray isArrayLike isError
    isArrayBufferView isArray isObject isUndefined isNull isNullOrUndefined isPrimitive isRegExp isDate isFunction
    isAsyncFunction isArgumentsObject isEmptyObject isString isSet isMap isArrayBuffer hasOwnProperty isDate default`,
  vm: `Script createContext isContext compileFunction runInContext runInNewContext runInThisContext createReference
    getReference putReference removeReference getTransferables createGlobalObject getContextWindow getContextWorker default`,
  module: `Module createRequire builtinModules isBuiltin default Module.resolvers Module.importmap Module.builtins Module.wrapper
    Module.loaders Module.main Module.createRequire`,
  commonjs: 'require module',
  'commonjs/builtins': 'builtins default',
  'commonjs/cache': 'Cache',
  'commonjs/loader': 'Loader Request Response',
  'commonjs/module': 'Module ModuleLoader',
  'commonjs/package': 'Package Name Dependencies',
  'commonjs/require': 'createRequire',
  async_hooks: 'AsyncLocalStorage AsyncResource createHook executionAsyncId executionAsyncResource triggerAsyncId default',
  async: `AsyncContext AsyncContext.Variable AsyncContext.Snapshot AsyncHook createHook executionAsyncId Deferred
    AsyncLocalStorage AsyncResource default`,
  'async/context': 'AsyncContext Variable Snapshot',
  'async/deferred': 'Deferred',
  'async/hooks': '',
  'async/resource': 'AsyncResource',
  'async/storage': 'AsyncLocalStorage',
  'async/wrap': 'wrap',
  worker: 'Worker SharedWorker ServiceWorker default',
  worker_threads: `isMainThread parentPort workerData threadId SHARE_ENV setEnvironmentData getEnvironmentData Worker BroadcastChannel
    MessageChannel MessagePort default`,
  'shared-worker': 'SharedWorker default',
  console: 'Console patchGlobalConsole globalConsole default',
  mime: 'MIMEType MIMEParams Database lookup lookupSync application audio font image model multipart text video databases default',
  'mime/type': 'MIMEType',
  'mime/params': 'MIMEParams',
  fetch: 'fetch Headers Request Response default',
  navigation: 'Navigation NavigationHistoryEntry navigation default',
  'service-worker': 'ExtendableEvent FetchEvent Environment Context env default',
  'service-worker/clients': '',
  'service-worker/container': '',
  'service-worker/context': '',
  'service-worker/env': '',
  'service-worker/events': '',
  'service-worker/global': '',
  'service-worker/init': '',
  'service-worker/instance': '',
  'service-worker/notification': '',
  'service-worker/registration': '',
  'service-worker/state': '',
  'service-worker/storage': '',
  enumeration: 'Enumeration Enumeration.from default default.Enumeration',
  'npm/module': '',
  'npm/service-worker': '',
  test: `test test.only test.skip setStrict TestRunner Test GLOBAL_TEST_RUNNER getDefaultTestRunnerTimeout default @Test.plan
    @Test.ok @Test.equal @Test.notEqual @Test.deepEqual @Test.notDeepEqual @Test.throws @Test.fail @Test.pass @Test.ifError
    @Test.comment @Test.sleep @Test.requestAnimationFrame @Test.click @Test.eventClick @Test.dispatchEvent @Test.focus
    @Test.blur @Test.type @Test.appendChild @Test.removeElement @Test.elementVisible @Test.elementInvisible @Test.waitFor
    @Test.waitForText @Test.querySelector @Test.querySelectorAll @Test.getComputedStyle @Test.same @Test.notOk @Test.rejects
    @Test.match @Test.skip @Test.only @Test.todo`,
  'test/harness': 'default',
  'test/context': 'default',
  'test/dom-helpers': 'toElement waitFor waitForText event isElementVisible',
  'test/fast-deep-equal': 'default',
  'dom-helpers': 'toElement waitFor waitForText event isElementVisible',
  sqlite: 'DatabaseSync default',
  toml: 'parse stringify default',
  tar: 'default',
  'secure-storage': 'default',
  zlib: 'gzip',
  clipboard: 'default',
  net: 'connect',
  tls: `connect createServer getTlsProvider setTlsPins getTlsPins setTlsPinsForHost addTlsPinsForHost removeTlsPinsForHost
    getTlsPinsForHost createTlsPinFromCertificateDer createTlsPinFromCertificatePem`,
  perf_hooks: 'performance default',
  sys: '',
  diagnostics_channel: 'channel',
  async_context: 'AsyncContext',
  '/oro/internal/init.js': '',
  '/oro/internal/primitives.js': '',
  '/oro/internal/globals.js': 'default get register',
  '/oro/internal/post-message.js': '',
  '/oro/internal/worker.js': '',
  '/oro/internal/scheduler.js': '',
  '/oro/internal/promise.js': '',
  '/oro/internal/streams.js': '',
  '/oro/internal/events.js': 'default ApplicationURLEvent MenuItemEvent SignalEvent HotKeyEvent',
  '/oro/internal/error.js': '',
  '/oro/internal/geolocation.js': 'default getCurrentPosition watchPosition clearWatch',
  '/oro/internal/permissions.js': '',
  '/oro/internal/pickers.js': 'showOpenFilePicker showSaveFilePicker showDirectoryPicker default',
  '/oro/internal/service-worker.js': '',
  '/oro/internal/webassembly.js': '',
  '/oro/internal/symbols.js': '',
  '/oro/internal/serialize.js': '',
  '/oro/internal/database.js': ''
}

const GLOBALS = `__args isOroRuntime __globals __RUNTIME_INIT_NOW__ RUNTIME_APPLICATION_URL_EVENT_BACKLOG require process global
  URLPattern Notification showOpenFilePicker showSaveFilePicker showDirectoryPicker ApplicationURLEvent MenuItemEvent
  SignalEvent HotKeyEvent File FileSystemHandle FileSystemFileHandle FileSystemDirectoryHandle
  FileSystemWritableFileStream Buffer SharedWorker ServiceWorker AsyncContext AsyncResource AsyncHook AsyncLocalStorage
  Deferred setImmediate clearImmediate`

/**
 * @param {any} start
 * @param {string} name such as `default.id` or `@Test.ok`
 */
function has (start, name) {
  const isMember = name.startsWith('@')
  const parts = name.replace('@', '').split('.')
  let at = start
  for (const [index, part] of parts.entries()) {
    const holder = isMember && index === 1 ? at.prototype : at
    if (holder === null || holder === undefined || !(part in Object(holder))) return false
    // A getter of a prototype may want an instance; that it is there is enough.
    at = isMember && index === 1 ? null : holder[part]
  }
  return true
}

test('every module that is documented has every member that is', async (t) => {
  for (const [name, members] of Object.entries(MODULES)) {
    const found = await import(name.startsWith('/') ? name : `oro:${name}`).catch((error) => ({ notThere: error }))
    t.ok(!found.notThere, `${name}: ${found.notThere ?? 'is there'}`)
    t.deepEqual(members.split(/\s+/).filter((member) => member && !has(found, member)), [], name)
  }
})

test('every global that is documented is there', (t) => {
  t.deepEqual(GLOBALS.split(/\s+/).filter((name) => !(name in globalThis)), [])
  t.deepEqual(GLOBALS.split(/\s+/).filter((name) => name !== '__RUNTIME_INIT_NOW__' && /** @type {any} */ (globalThis)[name] === undefined && name !== 'URLPattern'), [])
})
