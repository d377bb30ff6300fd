// A request answered: found its route, held against its schemas, given to its handler.

import { BadPath, METHODS, Router, patternOf } from './router.js'
import { validated } from './validation.js'

/** Thrown for an answer that is an error of the request. */
export class Problem extends Error {
  constructor(status, title, more = {}) {
    super(title)
    this.status = status
    this.more = more
  }

  /** The problem as RFC 9457 has it. */
  response() {
    const { headers = {}, ...told } = this.more
    const body = JSON.stringify({ type: 'about:blank', title: this.message, status: this.status, ...told })
    return new Response(body, {
      status: this.status,
      headers: { 'content-type': 'application/problem+json', ...headers },
    })
  }
}

/**
 * Return the router of an entry: a folder of routes, a module with `routes`, or one whose default export answers all.
 * @param entry its path.
 * @param modules loads modules.
 * @param files lists folders.
 */
export function routerOf(entry, modules, files) {
  if (files.isFolder(entry)) return ofFolder(entry, modules, files)
  const found = modules.load(entry)
  const router = new Router()
  if (found.routes) router.addTable(found.routes)
  const all = handlersOf(found, entry)
  for (const [method, handler] of all) router.add(method, '/*rest?', handler)
  if (!all.size && !found.routes) {
    throw new TypeError(`Cannot serve "${entry}": it exports neither a handler as default, nor methods, nor routes`)
  }
  return router
}

function ofFolder(folder, modules, files) {
  const router = new Router()
  for (const file of files.below(folder)) {
    const pattern = patternOf(file)
    if (pattern === null) continue
    const path = `${folder}/${file}`
    for (const [method, handler] of lazy(path, modules)) router.add(method, pattern, handler)
  }
  return router
}

/** The handlers of a file: it is loaded at once, as only then its methods are known. */
function lazy(path, modules) {
  const handlers = handlersOf(modules.load(path), path)
  if (!handlers.size) throw new TypeError(`Cannot serve "${path}": it exports neither a handler as default, nor methods`)
  return handlers
}

function handlersOf(found, path) {
  const handlers = new Map()
  for (const method of METHODS) if (found[method] !== undefined) handlers.set(method, handlerOf(found[method], found, path))
  const all = typeof found.default?.fetch === 'function' ? found.default.fetch.bind(found.default) : found.default
  if (all !== undefined) handlers.set('*', handlerOf(all, found, path))
  return handlers
}

function handlerOf(handler, found, path) {
  if (typeof handler !== 'function') throw new TypeError(`Cannot serve "${path}": a handler is a function, not ${typeof handler}`)
  return found.schema && !handler.schema ? Object.assign((...given) => handler(...given), { schema: found.schema }) : handler
}

/**
 * Answer a request.
 * @returns a Response.
 */
export async function answer(router, request, more = {}) {
  try {
    const url = new URL(request.url)
    const found = router.match(request.method, url.pathname)
    if (!found) throw new Problem(404, 'Not Found', { detail: `There is no route for ${url.pathname}` })
    if (found.allow) return otherMethod(request, found.allow)
    const context = { ...more, params: found.params, pattern: found.pattern, query: queryOf(url), url }
    if (found.handler.schema) await check(found.handler.schema, request, context)
    return responseOf(await found.handler(request, context))
  } catch (error) {
    if (error instanceof Problem) return error.response()
    if (error instanceof BadPath) return new Problem(400, 'Bad Request', { detail: error.message }).response()
    throw error
  }
}

function otherMethod(request, allow) {
  const headers = { allow: allow.join(', ') }
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers })
  return new Problem(405, 'Method Not Allowed', { headers, detail: `${request.method} is none of ${headers.allow}` }).response()
}

/** Hold the parts of a request against the schemas of its route; the context gets them with numbers read and defaults. */
async function check(schema, request, context) {
  const errors = []
  const take = async (part, value, texts) => {
    if (schema[part] === undefined) return value
    const held = await validated(schema[part], value, { texts })
    errors.push(...held.errors.map((error) => ({ in: part, ...error })))
    return held.value
  }
  context.params = await take('params', context.params, true)
  context.query = await take('query', context.query, true)
  context.headers = await take('headers', Object.fromEntries(request.headers), true)
  if (schema.body !== undefined) context.body = await take('body', await bodyOf(request), false)
  if (errors.length) throw new Problem(400, 'Bad Request', { detail: 'The request does not match its schema', errors })
}

async function bodyOf(request) {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/([\w.-]+\+)?json\b/.test(type)) {
    throw new Problem(415, 'Unsupported Media Type', { detail: `The body is to be JSON, not "${type}"` })
  }
  try {
    return await request.json()
  } catch (error) {
    throw new Problem(400, 'Bad Request', { detail: `The body is no JSON: ${error.message}` })
  }
}

function queryOf(url) {
  const query = {}
  for (const [name, value] of url.searchParams) {
    const before = Object.hasOwn(query, name) ? query[name] : undefined
    const next = before === undefined ? value : [before, value].flat()
    Object.defineProperty(query, name, { value: next, writable: true, enumerable: true, configurable: true })
  }
  return query
}

/** Turn what a handler returned into a Response: text and objects stand for one. */
function responseOf(value) {
  if (value instanceof Response) return value
  if (value === undefined || value === null) return new Response(null, { status: 204 })
  if (typeof value === 'string') return new Response(value)
  if (typeof value === 'object' && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer)) return Response.json(value)
  throw new TypeError(`A handler returned ${typeof value}, which is no response`)
}
