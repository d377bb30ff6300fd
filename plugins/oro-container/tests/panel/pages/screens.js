/** A terminal as programs write to it. */

import { test } from 'oro:test'
import { Terminal } from 'oro:container/terminal'

/** @param {string} text @param {{ cols: number, rows: number }} [size] */
function shows (text, size = { cols: 10, rows: 3 }) {
  const terminal = new Terminal(size)
  terminal.write(text)
  return terminal.text
}

test('lines, returns, tabs and lines that are too long', (t) => {
  t.equal(shows('one\r\ntwo'), 'one\ntwo')
  t.equal(shows('one\rt'), 'tne')
  t.equal(shows('a\tb'), 'a       b')
  t.equal(shows('0123456789abc'), '0123456789\nabc')
  t.equal(shows('abc\b\bX'), 'aXc')
})

test('the cursor moves, and parts are erased', (t) => {
  t.equal(shows('abcdef\x1b[3D\x1b[K'), 'abc')
  t.equal(shows('abcdef\r\x1b[2K'), '')
  t.equal(shows('a\r\nb\r\nc\x1b[H\x1b[Jx'), 'x')
  t.equal(shows('a\r\nb\x1b[1A\x1b[5Gz'), 'a   z\nb')
  t.equal(shows('abcdef\x1b[4G\x1b[2P'), 'abcf')
  t.equal(shows('abcdef\x1b[1G\x1b[2@'), '  abcdef')
})

test('lines scroll out and are kept; a region scrolls by itself', (t) => {
  t.equal(shows('1\r\n2\r\n3\r\n4\r\n5'), '1\n2\n3\n4\n5')
  t.equal(shows('1\r\n2\r\n3\x1b[2;3r\x1b[3;1H\r\nnew'), '1\n3\nnew')
  t.equal(shows('1\r\n2\r\n3\x1b[1;1H\x1b[M'), '2\n3')
  t.equal(shows('1\r\n2\r\n3\x1b[2;1H\x1b[L'), '1\n\n2')
})

test('the alternate screen gives back what was there', (t) => {
  const terminal = new Terminal({ cols: 10, rows: 3 })
  terminal.write('before\x1b[?1049h\x1b[Hinside')
  t.equal(terminal.text, 'inside')
  terminal.write('\x1b[?1049l!')
  t.equal(terminal.text, 'before!')
})

test('sequences that come in pieces, and those it does not know', (t) => {
  const terminal = new Terminal({ cols: 10, rows: 3 })
  for (const piece of ['a\x1b', '[3', '1mb\x1b]0;ti', 'tle\x07c\x1b[>4m\x1b[?2026hd']) terminal.write(piece)
  t.equal(terminal.text, 'abcd')
})

test('it answers where the cursor is', (t) => {
  const terminal = new Terminal({ cols: 10, rows: 3 })
  const said = []
  terminal.onData((text) => said.push(text))
  terminal.write('ab\x1b[6n')
  t.deepEqual(said, ['\x1b[1;3R'])
})

test('colours are painted', async (t) => {
  const terminal = new Terminal()
  document.body.append(terminal.element)
  terminal.write('\x1b[1;31mred\x1b[0m plain \x1b[38;2;1;2;3mtrue\x1b[m')
  await new Promise((resolve) => setTimeout(resolve, 100))
  const spans = [...terminal.element.querySelectorAll('span')]
  const red = spans.find(({ textContent }) => textContent === 'red')
  t.equal(red.style.fontWeight, '700')
  t.equal(red.style.color, 'var(--terminal-1)')
  t.equal(spans.find(({ textContent }) => textContent === 'true').style.color, 'rgb(1, 2, 3)')
  terminal.dispose()
})
