/** The globals that the preload defines before any page script. */

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
  /** The working directory of the app's process. */
  readonly cwd?: string
  readonly env: Readonly<Record<string, string>>
  readonly debug: boolean
  readonly headless: boolean
  /** The index of this window. */
  readonly index: number
  /** The app's own origin when it is not `oro://<bundle>`, for example a development server. */
  readonly origin?: string
  readonly capabilities?: Readonly<Record<string, any>>
  /** Folders on disk by the path they are served at, told to pages that may use `fs`. */
  readonly folders?: Readonly<Record<string, string>>
  /** The folder of the file of `oro run --test`, served at `/_test`. */
  readonly testFolder?: string
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
declare var isSocketRuntime: boolean | undefined
declare var __RUNTIME_INIT_NOW__: number | undefined
declare var __RUNTIME_PRIMORDIAL_OVERRIDES__: Record<string, any> | undefined
declare var RUNTIME_APPLICATION_URL_EVENT_BACKLOG: Event[] | undefined
declare var RUNTIME_WORKER_ID: string | undefined
declare var RUNTIME_WORKER_TYPE: string | undefined
declare var RUNTIME_WORKER_LOCATION: string | undefined

/**
 * Every route an app has, with its parameters and what it answers. Empty here: `oro types` fills it in, and then
 * the functions of `oro:ipc` know them.
 */
interface OroRoutes {}

/** Events that the host sends pages: DOM events of the window by name, with the type of `detail`. `oro types` fills it in. */
interface OroEvents {}

/** The payload of event `data`, by its source. `oro types` fills it in. */
interface OroPushes {}

/** The `detail` of an event `data`; `params.source` says which push it is. Any where none is known. */
type OroPush<S extends keyof OroPushes = keyof OroPushes> = [S] extends [never] ? any : {
  [K in S]: {
    params: { source: K, data: OroPushes[K] extends { data: infer D } ? D : any, err: any }
    data: OroPushes[K] extends { body: infer B } ? B : any
    headers: Record<string, string>
    id: string | null
  }
}[S]

interface WindowEventMap {
  data: CustomEvent<OroPush>
}

declare const oroAnyRoute: unique symbol

/**
 * A route whose name is not known before the app runs: `request(name as OroAnyRoute, params)`. Neither its parameters
 * nor its answer are checked.
 */
type OroAnyRoute = string & { readonly [oroAnyRoute]: true }

/** A name of a route: any text as long as none is known, and then those of the app. */
type OroRoute = [keyof OroRoutes] extends [never] ? string : keyof OroRoutes | OroAnyRoute
type OroParams<R> = R extends keyof OroRoutes ? (OroRoutes[R] extends { params: infer P } ? P : any) : any
/** What a call takes after the name of a route: parameters, which may be left out where the route needs none, and the rest. */
type OroArguments<R, Rest extends any[]> = {} extends OroParams<R> ? [value?: OroParams<R>, ...rest: Rest] : [value: OroParams<R>, ...rest: Rest]

interface OroParametersMissing<P> {
  readonly 'parameters of this route are missing': P
}

type OroWithoutParameters<R> = {} extends OroParams<R> ? unknown : OroParametersMissing<OroParams<R>>
type OroData<R> = R extends keyof OroRoutes ? (OroRoutes[R] extends { data: infer D } ? D : any) : any

/** The methods that `oro:worker_threads` adds to the engine's ports. */
interface MessagePort {
  on(name: string, listener: (...args: any[]) => any): this
  once(name: string, listener: (...args: any[]) => any): this
  off(name: string, listener: (...args: any[]) => any): this
  listenerCount(name: string): number
}
