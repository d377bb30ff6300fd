/** What the preload puts in a realm before any page script (contract d). */

interface OroClient {
  /** A random 64-bit number as decimal text. */
  readonly id: string
  readonly type: 'window' | 'worker'
  readonly frameType: 'top-level' | 'nested' | 'none'
  readonly platform?: string
  readonly host?: string
  readonly port?: number
  readonly parent?: OroClient | null
  readonly top?: OroClient | null
}

interface OroArgs {
  readonly argv: readonly string[]
  readonly client: OroClient
  readonly config: Readonly<Record<string, any>>
  readonly env: Readonly<Record<string, string>>
  readonly debug: boolean
  readonly headless: boolean
  /** The index of this window. */
  readonly index: number
  /** The app's own origin when it is not `oro://<bundle>`, for example a development server. */
  readonly origin?: string
  readonly capabilities?: Readonly<Record<string, any>>
  /** The answer of `platform.primordials`, when the host sends it along. */
  readonly primordials?: Readonly<Record<string, any>>
  readonly [name: string]: any
}

interface OroGlobals {
  register<T>(name: string, value: T): T
  get(name: string): any
}

/** One line of the held event stream. */
interface OroStreamLine {
  name: string
  detail?: any
  push?: { id: string | null, params: any, headers?: Record<string, string>, seq?: string }
}

declare var __args: OroArgs | undefined
declare var __globals: OroGlobals | undefined
declare var isOroRuntime: boolean | undefined
declare var __RUNTIME_INIT_NOW__: number | undefined
declare var __RUNTIME_PRIMORDIAL_OVERRIDES__: Record<string, any> | undefined
declare var RUNTIME_APPLICATION_URL_EVENT_BACKLOG: Event[] | undefined
declare var RUNTIME_WORKER_ID: string | undefined
declare var RUNTIME_WORKER_TYPE: string | undefined
declare var RUNTIME_WORKER_LOCATION: string | undefined
