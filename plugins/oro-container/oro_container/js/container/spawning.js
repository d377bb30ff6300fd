/** @typedef {import('./types.js').SpawnOptions} SpawnOptions */
/** @typedef {import('./engine.js').Asked} Asked */

const STREAMS = /** @type {const} */ (['stdin', 'stdout', 'stderr'])
const KINDS = ['inherit', 'piped', 'null']
const DEFAULT = { cols: 80, rows: 24 }

/**
 * The request that starts a program, and the streams of it that the page wants.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {SpawnOptions} options
 */
export function askedOf (command, args, options) {
  const streams = streamsOf(command, options)
  const terminal = terminalOf(command, options)
  const apart = terminal === null && (streams.stderr === 'inherit' || (streams.stderr === 'piped' && streams.stdout !== undefined))
  const discarded = terminal === null ? discardedOf(options, streams) : []
  /** @type {Asked} */
  const asked = {
    command: text(command, command),
    args: args.map((arg) => text(arg, command)),
    cwd: options.cwd ?? '',
    env: textsOf(options.env ?? {}),
    terminal,
    merged: !apart,
    discarded,
    ...(options.clearEnv ? { clear: true } : {})
  }
  const output = options.output !== false && !discarded.includes(1)
  return {
    asked,
    wanted: { input: !discarded.includes(0), output, apart: apart && !discarded.includes(2) },
    drained: options.output === false && terminal !== null,
    printed: { 1: output && streams.stdout === 'inherit', 2: streams.stderr === 'inherit' && apart }
  }
}

/** @param {Record<string, any>} env @returns {Record<string, string>} */
export function textsOf (env) {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]))
}

/** @param {string} command @param {SpawnOptions} options */
function streamsOf (command, options) {
  /** @type {{ stdin?: string, stdout?: string, stderr?: string }} */
  const streams = {}
  for (const name of STREAMS) {
    const kind = options[name] === null ? 'null' : options[name]
    if (kind !== undefined && !KINDS.includes(kind)) throw new TypeError(`Cannot start "${command}": "${name}" is "inherit", "piped" or "null"`)
    if (kind !== undefined) streams[name] = kind
  }
  return streams
}

/** @param {string} command @param {SpawnOptions} options */
function terminalOf (command, { terminal, pty }) {
  const size = terminal ?? (pty === true ? DEFAULT : pty || null)
  if (size === null) return null
  const { cols = DEFAULT.cols, rows = DEFAULT.rows } = size
  for (const number of [cols, rows]) {
    if (!Number.isInteger(number) || number < 1 || number > 65535) throw new RangeError(`Cannot start "${command}": a terminal has 1 to 65535 columns and rows`)
  }
  return { cols, rows }
}

/** @param {SpawnOptions} options @param {{ stdin?: string, stdout?: string, stderr?: string }} streams */
function discardedOf ({ output }, { stdin, stdout, stderr }) {
  const dropped = output === false ? [1, 2] : []
  if (stdin === 'null' || stdin === 'inherit') dropped.push(0)
  if (stdout === 'null') dropped.push(1)
  if (stderr === 'null') dropped.push(2)
  return [...new Set(dropped)].sort()
}

/** @param {any} value @param {any} command */
function text (value, command) {
  if (typeof value !== 'string') throw new TypeError(`Cannot start "${command}": its name and arguments are texts`)
  return value
}
