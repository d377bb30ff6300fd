/* The console and uncaught errors, told to the host as a person reads them. */
(function (engine, { parts, shown, frames }) {
  const TOLD = Symbol.for('oro.console')
  if (console[TOLD]) return // a module worker runs this twice
  const handler = globalThis.webkit?.messageHandlers?.oroConsole
  const native = { ...console }
  const debug = native.debug.bind(console)
  const post = handler ? handler.postMessage.bind(handler) : text => debug(engine.consoleMark + text)
  const { stringify } = JSON
  const LIMIT = 65536
  let indent = 0

  // For tools of developers, whatever the page's policy says of requests.
  Object.defineProperty(console, TOLD, { value: text => { try { post(stringify({ level: 'report', parts: [[0, text]], at: '', uncaught: false })) } catch {} } })
  const counts = new Map()
  const times = new Map()

  function tell (level, told, at = '', uncaught = false) {
    const margin = '  '.repeat(indent)
    let room = LIMIT
    const cut = told.map(([isValue, text]) => {
      const kept = text.slice(0, room)
      room -= kept.length
      return [isValue ? 1 : 0, margin ? kept.replace(/\n/g, `\n${margin}`) : kept]
    })
    if (margin) cut.unshift([0, margin.slice(1)])
    try {
      post(stringify({ level, parts: cut, at, uncaught }))
    } catch {} // a page that is going away has no channel any more
  }

  /** The line that called the console: two above, where each function of ours is one. */
  function caller () {
    try {
      const { stack } = new Error()
      return stack ? (frames(stack)[2] ?? '').trim() : ''
    } catch {
      return ''
    }
  }

  function replace (name, told) {
    const before = native[name]
    console[name] = {
      [name] (...given) {
        try {
          told(given, caller())
        } catch {}
        return before?.apply(console, given)
      }
    }[name]
  }

  for (const level of ['log', 'info', 'warn', 'error', 'debug']) replace(level, (given, at) => tell(level, parts(given), at))
  replace('dir', ([value], at) => tell('log', [[true, shown(value)]], at))
  replace('dirxml', (given, at) => tell('log', parts(given), at))
  replace('assert', ([right, ...given], at) => {
    if (!right) tell('error', [[false, 'Assertion failed' + (given.length ? ':' : '')], ...parts(given)], at)
  })
  replace('trace', (given, at) => tell('log', [[false, ['Trace' + (given.length ? ':' : ''), ...parts(given).map(([, text]) => text)].join(' ') + `\n${frames(new Error().stack ?? '').slice(2).join('\n')}`]], at))
  replace('table', (given, at) => tell('log', [[false, table(given[0]) ?? shown(given[0])]], at))
  for (const name of ['group', 'groupCollapsed']) {
    replace(name, (given, at) => {
      if (given.length) tell('log', parts(given), at)
      indent++
    })
  }
  replace('groupEnd', () => { indent = Math.max(0, indent - 1) })
  replace('count', ([label = 'default'], at) => {
    counts.set(label, (counts.get(label) ?? 0) + 1)
    tell('log', [[false, `${label}: ${counts.get(label)}`]], at)
  })
  replace('countReset', ([label = 'default']) => counts.delete(label))
  replace('time', ([label = 'default']) => { if (!times.has(label)) times.set(label, performance.now()) })
  const timed = at => ([label = 'default', ...given], place) => {
    if (!times.has(label)) return
    tell('log', [[false, `${label}: ${(performance.now() - times.get(label)).toFixed(3)} ms`], ...parts(given)], place)
    if (at === 'end') times.delete(label)
  }
  replace('timeLog', timed('log'))
  replace('timeEnd', timed('end'))

  function table (rows) {
    if (typeof rows !== 'object' || rows === null) return undefined
    const list = Object.entries(rows)
    const names = [...new Set(list.flatMap(([, row]) => typeof row === 'object' && row !== null ? Object.keys(row) : []))]
    const alone = list.some(([, row]) => typeof row !== 'object' || row === null)
    const cells = [['(index)', ...names, ...(alone ? ['Values'] : [])], ...list.map(([key, row]) => {
      const whole = typeof row === 'object' && row !== null
      return [key, ...names.map(name => whole && Object.hasOwn(row, name) ? shown(row[name]) : ''), ...(alone ? [whole ? '' : shown(row)] : [])]
    })].map(row => row.map(cell => cell.replace(/\s*\n\s*/g, ' ')))
    const widths = cells[0].map((_, column) => Math.max(...cells.map(row => row[column].length)))
    const line = row => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()
    return [line(cells[0]), widths.map(width => '─'.repeat(width)).join('  '), ...cells.slice(1).map(line)].join('\n')
  }

  addEventListener('error', event => {
    if (!(event instanceof ErrorEvent)) return
    const at = `at ${event.filename}:${event.lineno}:${event.colno}`
    tell('error', [[false, `Uncaught ${event.error ? shown(event.error) : event.message}`]], at, true)
  })
  addEventListener('unhandledrejection', event => tell('error', [[false, `Uncaught (in promise) ${shown(event.reason)}`]], '', true))
})
