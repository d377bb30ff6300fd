/* Values as a person reads them in a terminal. No getter of the page is called, and nothing throws. */
(function () {
  const DEPTH = 3
  const ITEMS = 100
  const LETTERS = 10000
  const WIDTH = 76
  const { getOwnPropertyDescriptor, getPrototypeOf } = Object
  const { ownKeys } = Reflect
  const tagOf = value => Object.prototype.toString.call(value).slice(8, -1)
  const toTypedArray = getPrototypeOf(Uint8Array)
  const NAME = /^[A-Za-z_$][\w$]*$/
  const FRAMES = /^\s*at /m
  const unsafe = /[\x00-\x1f\x7f-\x9f]/g

  function quoted (text) {
    const cut = text.length > LETTERS ? text.slice(0, LETTERS) : text
    const rest = text.length > LETTERS ? `... ${text.length - LETTERS} more characters` : ''
    const sign = !cut.includes("'") ? "'" : !cut.includes('"') ? '"' : '`'
    const escapes = { '\n': '\\n', '\t': '\\t', '\r': '\\r' }
    return sign + cut.replace(/\\/g, '\\\\').replace(unsafe, each => escapes[each] ?? `\\x${each.charCodeAt(0).toString(16).padStart(2, '0')}`) + sign + rest
  }

  /** Return the name of an object's class, without calling a getter. */
  function className (value) {
    for (let at = value; at !== null; at = getPrototypeOf(at)) {
      const made = getOwnPropertyDescriptor(at, 'constructor')?.value
      if (typeof made === 'function') {
        const name = getOwnPropertyDescriptor(made, 'name')?.value
        if (typeof name === 'string' && name !== '') return name
      }
    }
    return ''
  }

  function shownFunction (value) {
    const name = getOwnPropertyDescriptor(value, 'name')?.value
    const isClass = /^class\b/.test(Function.prototype.toString.call(value))
    return isClass ? `[class ${name || '(anonymous)'}]` : `[Function${name ? `: ${name}` : ' (anonymous)'}]`
  }

  /** The lines of a stack, in one form for all engines. */
  function frames (stack) {
    if (FRAMES.test(stack)) return stack.slice(stack.search(FRAMES)).split('\n').map(line => `    ${line.trim()}`)
    return stack.split('\n').filter(line => line.trim() !== '').map(line => {
      const at = line.lastIndexOf('@')
      const [name, place] = at < 0 ? ['', line] : [line.slice(0, at), line.slice(at + 1)]
      return name && name !== 'module code' && name !== 'global code' ? `    at ${name} (${place})` : `    at ${place}`
    })
  }

  function shownError (error, depth, seen) {
    let head = `${getOwnPropertyDescriptor(error, 'name')?.value ?? (className(error) || 'Error')}`
    try { head = Error.prototype.toString.call(error) } catch {}
    let stack = ''
    try { stack = typeof error.stack === 'string' ? error.stack : '' } catch {}
    const lines = [head, ...(stack ? frames(stack) : [])]
    for (const key of ownKeys(error)) {
      if (['stack', 'message', 'name', 'line', 'column', 'sourceURL', 'fileName', 'lineNumber', 'columnNumber'].includes(key)) continue
      const found = getOwnPropertyDescriptor(error, key)
      if (found?.enumerable || key === 'cause' || key === 'errors') lines.push(`    [${String(key)}]: ${property(found, depth + 1, seen).replace(/\n/g, '\n    ')}`)
    }
    return lines.join('\n')
  }

  function shownNode (node) {
    if (node.nodeType === 1) {
      const classes = node.getAttribute('class')?.trim().split(/\s+/).filter(Boolean).map(each => `.${each}`).join('') ?? ''
      return `<${node.localName}${node.id ? `#${node.id}` : ''}${classes}>`
    }
    return node.nodeType === 3 ? `#text ${quoted(node.data)}` : node.nodeName
  }

  function property (found, depth, seen) {
    if (found === undefined) return 'undefined'
    if ('value' in found) return shown(found.value, depth, seen)
    return found.get && found.set ? '[Getter/Setter]' : found.get ? '[Getter]' : '[Setter]'
  }

  function keyed (value, depth, seen, skip) {
    const keys = ownKeys(value).filter(key => !skip?.(key) && getOwnPropertyDescriptor(value, key)?.enumerable)
    const parts = keys.slice(0, ITEMS).map(key => {
      const name = typeof key === 'symbol' ? `[${String(key)}]` : NAME.test(key) ? key : quoted(key)
      return `${name}: ${property(getOwnPropertyDescriptor(value, key), depth + 1, seen)}`
    })
    if (keys.length > ITEMS) parts.push(`... ${keys.length - ITEMS} more`)
    return parts
  }

  function list (length, at) {
    const parts = Array.from({ length: Math.min(length, ITEMS) }, (_, index) => at(index))
    if (length > ITEMS) parts.push(`... ${length - ITEMS} more items`)
    return parts
  }

  /** Short parts, as many in a line as fit. */
  function packed (parts) {
    const lines = ['']
    for (const part of parts) {
      const line = lines.at(-1)
      if (line === '') lines[lines.length - 1] = part
      else if (line.length + part.length + 2 <= WIDTH) lines[lines.length - 1] = `${line}, ${part}`
      else lines.push(part)
    }
    return lines
  }

  /** Parts in one line where they fit, below each other otherwise. */
  function joined (head, open, parts, close) {
    const start = head ? `${head} ` : ''
    if (parts.length === 0) return `${start}${open}${close}`
    const line = `${start}${open} ${parts.join(', ')} ${close}`
    if (line.length <= WIDTH && !line.includes('\n')) return line
    if (open === '[' && parts.length > 6 && parts.every(part => part.length <= 12 || part.startsWith('... '))) parts = packed(parts)
    return `${start}${open}\n${parts.map(part => `  ${part.replace(/\n/g, '\n  ')}`).join(',\n')}\n${close}`
  }

  function collection (value, tag, depth, seen) {
    if (tag === 'Map') {
      const parts = [...Map.prototype.entries.call(value)]
      return joined(`Map(${parts.length})`, '{', list(parts.length, index => `${shown(parts[index][0], depth + 1, seen)} => ${shown(parts[index][1], depth + 1, seen)}`), '}')
    }
    const parts = [...Set.prototype.values.call(value)]
    return joined(`Set(${parts.length})`, '{', list(parts.length, index => shown(parts[index], depth + 1, seen)), '}')
  }

  function shownObject (value, depth, seen) {
    const tag = tagOf(value)
    if (value instanceof Error || tag === 'Error' || tag === 'DOMException') return shownError(value, depth, seen)
    if (typeof Node === 'function' && value instanceof Node) return shownNode(value)
    if (tag === 'Date') return Number.isNaN(+value) ? 'Invalid Date' : Date.prototype.toISOString.call(value)
    if (tag === 'RegExp') return RegExp.prototype.toString.call(value)
    if (tag === 'Window' || tag === 'global') return `[${tag}]`
    if (tag === 'URL' || tag === 'Location') return `${tag} ${quoted(String(value))}`
    if (['Number', 'String', 'Boolean'].includes(tag)) return `[${tag}: ${shown(value.valueOf(), depth, seen)}]`
    if (tag === 'ArrayBuffer' || tag === 'SharedArrayBuffer') return `${tag} { byteLength: ${value.byteLength} }`
    const name = className(value)
    if (seen.includes(value)) return '[Circular]'
    const inner = [...seen, value]
    if (Array.isArray(value)) {
      if (depth > DEPTH) return `[Array(${value.length})]`
      const own = index => Object.hasOwn(value, index) ? property(getOwnPropertyDescriptor(value, index), depth + 1, inner) : '<empty>'
      const extra = keyed(value, depth, inner, key => typeof key === 'string' && /^\d+$/.test(key))
      return joined(name === 'Array' ? (value.length > 6 ? `Array(${value.length})` : '') : `${name}(${value.length})`, '[', [...list(value.length, own), ...extra], ']')
    }
    if (depth > DEPTH) return `[${name || 'Object'}]`
    if (tag === 'Map' || tag === 'Set') return collection(value, tag, depth, inner)
    if (value instanceof toTypedArray) return joined(`${name}(${value.length})`, '[', list(value.length, index => String(value[index])), ']')
    const parts = keyed(value, depth, inner, key => key === 'isTrusted')
    if (typeof Event === 'function' && value instanceof Event) parts.unshift(`type: ${quoted(value.type)}`)
    if (typeof Response === 'function' && value instanceof Response) parts.unshift(`status: ${value.status}`, `url: ${quoted(value.url)}`)
    if (typeof Request === 'function' && value instanceof Request) parts.unshift(`method: ${quoted(value.method)}`, `url: ${quoted(value.url)}`)
    const head = getPrototypeOf(value) === null ? '[Object: null prototype]' : name === 'Object' && tag === 'Object' ? '' : name || tag
    return joined(head, '{', parts, '}')
  }

  function shown (value, depth, seen) {
    switch (typeof value) {
      case 'string': return quoted(value)
      case 'bigint': return `${value}n`
      case 'symbol': return value.toString()
      case 'function': return shownFunction(value)
      case 'object': break
      default: return Object.is(value, -0) ? '-0' : String(value)
    }
    if (value === null) return 'null'
    try {
      return shownObject(value, depth, seen)
    } catch {
      return `[${tagOf(value)}]`
    }
  }

  const plain = value => typeof value === 'string' ? value : shown(value, 0, [])
  const formats = {
    s: value => typeof value === 'object' || typeof value === 'string' ? plain(value) : String(value),
    d: value => typeof value === 'symbol' || typeof value === 'object' ? 'NaN' : `${Number(value)}`,
    i: value => typeof value === 'symbol' || typeof value === 'object' ? 'NaN' : `${parseInt(value)}`,
    f: value => typeof value === 'symbol' ? 'NaN' : `${parseFloat(value)}`,
    o: value => shown(value, 0, []),
    O: value => shown(value, 0, []),
    c: () => ''
  }

  /** Return the arguments of the console as pairs: whether a part is a value, and its text; a lone text is written as it is (Console Standard, Logger). */
  function parts (given) {
    const [first, ...rest] = given
    if (!rest.length || typeof first !== 'string' || !first.includes('%')) return given.map(value => [typeof value !== 'string', plain(value)])
    const text = first.replace(/%([sdifoOc%])/g, (whole, letter) => letter === '%' ? '%' : rest.length ? formats[letter](rest.shift()) : whole)
    return [[false, text], ...rest.map(value => [typeof value !== 'string', plain(value)])]
  }

  return { parts, shown: plain, frames }
})
