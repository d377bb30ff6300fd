/**
 * Tools of the Model Context Protocol: of servers that the app names in `[mcp.servers]`, and the app's own, as `app`.
 *
 *     const [app, files] = await servers()
 *     const { text, data } = await call('files', 'read_file', { path: 'notes.md' }, { onprogress: show })
 *
 *     for await (const event of chat('Which notes are about rent?', { tools: ['app', 'mcp:files'] })) {
 *       if (event.type === 'call') show(event.tool, event.arguments)
 *       if (event.type === 'end') show(event.text)
 *     }
 *
 * A server is started, or connected, when it is first used.
 * @module
 */

import { maybeMakeError, request, serverSentEvents, stream } from 'oro:ipc'

export * as default from './mcp.js'

/** @typedef {{ name: string, transport: 'app' | 'stdio' | 'http', connected: boolean, title: string, version: string }} ServerInfo */
/** @typedef {{ server: string, name: string, title: string, description: string, inputSchema: any, outputSchema: any }} Tool */
/** @typedef {{ server: string, uri: string, template: boolean, name: string, title: string, description: string, mimeType: string }} Resource `uri` of a template has names of parts in braces */
/** @typedef {{ uri: string, mimeType: string, data: string | Uint8Array<ArrayBuffer> }} ResourceContent `data` is text or bytes */
/** @typedef {{ done: number, total: number | null, message: string }} Progress */

/**
 * @typedef {object} ToolResult
 * @property {string} text all text of it
 * @property {any} data the structured content; null where the tool gives none
 * @property {Record<string, any>[]} content the blocks, as the protocol has them
 */

/** @typedef {{ role: string, content: any } & Record<string, any>} ChatMessage in OpenAI's shape */

/**
 * @typedef {object} ChatOptions
 * @property {'app' | string | string[]} [tools] `app`, and `mcp:NAME` of servers; `app` unless given
 * @property {string} [model] the default model unless given
 * @property {number} [steps] most answers of the model
 * @property {number} [seconds] for all of it
 * @property {'auto' | 'none' | 'required' | Record<string, any>} [toolChoice] for the first answer
 * @property {number} [maxTokens]
 * @property {number} [temperature]
 * @property {number} [seed]
 * @property {AbortSignal} [signal] aborting cancels the model and the tool that runs
 */

/**
 * @typedef {{ type: 'step', step: number }
 *   | { type: 'text', text: string }
 *   | { type: 'call', id: string, server: string, tool: string, arguments: any }
 *   | ({ type: 'result', id: string, isError: boolean } & ToolResult)
 *   | { type: 'end', reason: 'stop' | 'length' | 'steps' | 'time' | string, text: string, steps: number, messages: ChatMessage[] }} ChatEvent
 */

/** A tool that failed: `message` is what it said, `result` all of it. */
export class ToolError extends Error {
  /**
   * @param {string} server
   * @param {string} tool
   * @param {ToolResult} result
   */
  constructor (server, tool, result) {
    super(result.text || `Cannot use tool "${tool}" of "${server}": it failed without a word`)
    this.name = 'ToolError'
    this.server = server
    this.tool = tool
    this.result = result
  }
}

/**
 * @param {string} route
 * @param {Record<string, any>} [params]
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<any>}
 */
async function ask (route, params = {}, { signal } = {}) {
  const { data, err } = await request(/** @type {any} */ (route), params, /** @type {any} */ ({ signal }))
  if (err) throw err
  return data
}

/**
 * Read what the host tells, up to its end.
 * @param {string} route
 * @param {Record<string, any>} params
 * @param {AbortSignal} [signal]
 * @returns {AsyncGenerator<any, void, void>}
 */
async function * told (route, params, signal) {
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined))
  const body = JSON.stringify(given)
  const response = await stream(/** @type {any} */ (route), /** @type {any} */ ({}), { signal, body, type: 'application/json' })
  for await (const { data } of serverSentEvents(response.body)) {
    const event = JSON.parse(data)
    if (event.type === 'error') throw maybeMakeError(event.err)
    yield event
  }
}

/**
 * Find the servers of the configuration, and the app itself as `app`.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<ServerInfo[]>}
 */
export function servers (options) {
  return ask('mcp.servers', {}, options)
}

/**
 * Find the tools of a server.
 * @param {string} [server] `app` unless given
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<Tool[]>} rejects where the server cannot be reached
 */
export function tools (server = 'app', options) {
  return ask('mcp.tools', { server }, options)
}

/**
 * Call a tool.
 * @param {string} server its name, or `app`
 * @param {string} tool
 * @param {Record<string, any>} [args]
 * @param {{ signal?: AbortSignal, onprogress?: (progress: Progress) => any }} [options] aborting cancels the call at the server
 * @returns {Promise<ToolResult>} rejects with a ToolError where the tool fails, and where the server cannot be reached
 */
export async function call (server, tool, args = {}, { signal, onprogress } = {}) {
  for await (const { type, ...rest } of told('mcp.call', { server, tool, arguments: args }, signal)) {
    if (type === 'progress') {
      onprogress?.(rest)
      continue
    }
    const { isError, ...result } = rest
    if (isError) throw new ToolError(server, tool, result)
    return result
  }
  throw new Error(`Cannot use tool "${tool}" of "${server}": the host ended the call`)
}

/**
 * Find the resources of a server, and the templates of their addresses.
 * @param {string} server
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<Resource[]>} rejects where the server cannot be reached
 */
export function resources (server, options) {
  return ask('mcp.resources', { server }, options)
}

/**
 * Read a resource of a server.
 * @param {string} server
 * @param {string} uri
 * @param {{ signal?: AbortSignal }} [options] aborting cancels it at the server
 * @returns {Promise<ResourceContent[]>} the parts of its content, mostly one; rejects where the server has no such resource
 */
export async function read (server, uri, options) {
  /** @type {{ uri: string, mimeType: string, text: string | null, blob: string | null }[]} */
  const parts = await ask('mcp.read', { server, uri }, options)
  return parts.map(({ uri, mimeType, text, blob }) => ({ uri, mimeType, data: text ?? bytesOf(blob ?? '') }))
}

/** @param {string} base64 */
function bytesOf (base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/**
 * Have a model answer with tools, and follow its steps; leaving the loop cancels what runs.
 * @param {string | ChatMessage[]} messages a question, or a conversation: `messages` of the last event goes on with it
 * @param {ChatOptions} [options]
 * @returns {AsyncGenerator<ChatEvent, void, void>} throws where the model cannot answer, or a server cannot be reached
 */
export async function * chat (messages, { tools = 'app', model, steps, seconds, toolChoice, maxTokens, temperature, seed, signal } = {}) {
  const options = Object.fromEntries(Object.entries({ tool_choice: toolChoice, max_tokens: maxTokens, temperature, seed })
    .filter(([, value]) => value !== undefined))
  yield * told('mcp.chat', {
    messages: typeof messages === 'string' ? [{ role: 'user', content: messages }] : messages,
    tools: Array.isArray(tools) ? tools : [tools],
    model,
    steps,
    seconds,
    options
  }, signal)
}
