// Every example of the README runs as it is written, and prints what it says.
import { request } from 'oro:ipc'
import { test } from 'oro:test'
import { examplesIn, prints } from 'oro:test/examples'
import { localhost as identity } from '/support/identities.js'

// What the examples take from their readers.
Object.assign(globalThis, identity)

const { data: readme } = await request('test.readme')
const examples = examplesIn(readme)

test('no example is left out here', (t) => t.equal(examples.length, 3))

test('a connection', (t) => prints(t, examples[0], ['to the peer and back']))

test('a connection over TLS', (t) => prints(t, examples[1], ['openssl true true', 'TLSv1.3 to you']))

test('pins', (t) => prints(t, examples[2], ['true', 'TypeError']))
