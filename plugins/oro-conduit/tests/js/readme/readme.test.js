// Every example of the README runs as it is written, and prints what it says.
import { request } from 'oro:ipc'
import { test } from 'oro:test'
import { examplesIn, prints } from 'oro:test/examples'

const { data: readme } = await request('test.readme')
const examples = examplesIn(readme)

test('no example is left out here', (t) => t.equal(examples.length, 5))

test('calls and streams', (t) => prints(t, examples[0], ['pong', 'to Python and back']))

test('the connection', (t) => prints(t, examples[1], ['socket']))

test('a client with messages', (t) => prints(t, examples[2], ['1 pong']))

test('two clients', (t) => prints(t, examples[3], ['greeting true hello']))

test('helpers', (t) => prints(t, examples[4], ['true true', /^\[object Object\]$/, 'correct horse battery']))
