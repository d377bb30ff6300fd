import readline from 'node:readline'
import * as rp from 'node:readline/promises'
import { PassThrough, Writable } from 'node:stream'
import { attempt, done, record } from './transcript.js'
const failed = (e) => [e.name, e.code, e.message]
const wait = (ms) => new Promise((r) => setTimeout(r, ms))
const tty = () => { const o = new PassThrough(); o.isTTY = true; o.columns = 80; o.rows = 24; o.take = () => { const x = o.read(); return x ? String(x) : '' }; return o }
// cursor
for (const [name, f] of Object.entries({ cursorTo: (o) => readline.cursorTo(o, 2), cursorTo2: (o) => readline.cursorTo(o, 2, 3), move: (o) => readline.moveCursor(o, -1, 2), move0: (o) => readline.moveCursor(o, 0, 0), clearL: (o) => readline.clearLine(o, -1), clearR: (o) => readline.clearLine(o, 1), clear: (o) => readline.clearLine(o, 0), down: (o) => readline.clearScreenDown(o) })) attempt(name, () => { const o = tty(); const r = f(o); return [r, o.take()] })
attempt('cursor NaN', () => readline.cursorTo(tty(), NaN)); attempt('cursor text', () => readline.cursorTo(tty(), 'x')); attempt('cb bad', () => readline.clearLine(tty(), 0, 5)); attempt('null', () => readline.cursorTo(null, 1))
// keypress
{ const i = new PassThrough(); readline.emitKeypressEvents(i); const keys = []; i.on('keypress', (s, k) => keys.push([s, k.name, k.ctrl, k.meta, k.shift, k.sequence])); for (const s of ['a', 'A', '\r', '\n', '\t', '\x7f', '\x1b[A', '\x1b[1;5C', '\x1bOP', '\x01', '\x1ba', ' ', 'é', '😀', '\x1b[3~', '\x1b[Z', '5', '\x03']) { i.write(s); await wait(2) } record('keys', keys) }
// interface with a terminal
async function session (name, keys, options = {}) {
  const input = tty(); const output = tty(); output.resume
  let text = ''; output.on('data', (d) => { text += d })
  const rl = readline.createInterface({ input, output, terminal: true, prompt: '> ', ...options })
  const events = []
  for (const e of ['line', 'pause', 'resume', 'close', 'SIGINT', 'SIGTSTP', 'SIGCONT', 'history']) rl.on(e, (v) => events.push([e, v === undefined ? null : Array.isArray(v) ? [...v] : v]))
  rl.prompt()
  for (const k of keys) { if (typeof k === 'function') await k(rl, events); else { input.write(k) } await wait(3) }
  events.push(['state', rl.line, rl.cursor, rl.history && [...rl.history], rl.terminal])
  rl.close(); await wait(2)
  record(name, [events, text])
}
await session('type', ['a', 'b', '\r'])
await session('edit', ['abc', '\x1b[D', '\x7f', 'X', '\x1b[H', '1', '\x1b[F', '2', '\r'])
await session('kill', ['one two three', '\x17', '\x15', 'x', '\x0b', '\r'])
await session('yank', ['one two', '\x17', '\x19', '\r'])
await session('words', ['one two', '\x1bb', 'X', '\x1bf', 'Y', '\x1bd', '\r'])
await session('history', ['first\r', 'second\r', '\x1b[A', '\x1b[A', '\x1b[B', '\r'])
await session('history options', ['a\r', 'a\r', 'b\r'], { historySize: 2, removeHistoryDuplicates: true, history: ['h1', 'h2', 'h3'] })
await session('ctrl c', ['abc', '\x03'])
await session('ctrl d', ['\x04'])
await session('ctrl d delete', ['ab', '\x01', '\x04', '\r'])
await session('transpose', ['ab', '\x14', '\r'])
await session('undo', ['ab', '\x1b\x7f', '\x1f', '\r'])
await session('clear', ['ab', '\x0c'])
await session('complete one', ['he', '\t', '\r'], { completer: (l) => [['hello'].filter((x) => x.startsWith(l)), l] })
await session('complete many', ['h', '\t', '\t', '\r'], { completer: (l, cb) => cb(null, [['hello', 'help', 'hex'], l]) })
await session('no complete', ['a\tb', '\r'])
await session('wide', ['中文', '\x7f', '\r'])
await session('multi', ['a\nb\r\nc\r'])
await session('question', [(rl, ev) => { rl.question('name? ', (a) => ev.push(['answer', a])) }, 'bob\r', 'later\r'])
await session('write', [(rl) => { rl.write('typed') }, (rl) => { rl.write(null, { ctrl: true, name: 'u' }) }, 'x\r'])
await session('pause', [(rl, ev) => { rl.pause(); rl.resume(); rl.setPrompt('$ '); ev.push(rl.getPrompt(), rl.getCursorPos()) }])
await session('tab size', ['a'], { tabSize: 4 })
attempt('question closed', () => { const rl = readline.createInterface({ input: tty() }); rl.close(); rl.question('x', () => {}) })
for (const o of [{ historySize: -1 }, { historySize: 'x' }, { completer: 5 }, { history: 5 }, { tabSize: 0 }, { escapeCodeTimeout: NaN }, { signal: 5 }, { prompt: 5 }]) attempt('options ' + JSON.stringify(o), () => { readline.createInterface({ input: tty(), output: tty(), terminal: true, ...o }).close(); return 'made' })
{ const input = new PassThrough(); const rl = readline.createInterface({ input, crlfDelay: Infinity }); input.end('a\r\nb\n\nc'); const o = []; for await (const l of rl) o.push(l); record('iterate', o) }
{ const input = new PassThrough(); const output = tty(); const rl = rp.createInterface({ input, output }); setTimeout(() => input.write('me\n'), 2); record('promise question', await rl.question('who ')); const c = new AbortController(); const q = rl.question('x', { signal: c.signal }); c.abort(); record('aborted', await q.catch(failed)); rl.close() }
{ const o = tty(); const r = new rp.Readline(o); r.cursorTo(1, 2).moveCursor(1, 1).clearLine(0).clearScreenDown(); await r.commit(); record('Readline', o.take()); r.cursorTo(5).rollback(); await r.commit(); record('rolled back', o.take()); attempt('bad', () => new rp.Readline({})); const a = tty(); new rp.Readline(a, { autoCommit: true }).cursorTo(3); await wait(2); record('auto', a.take()) }
done()
