import net from 'oro:net'
import { test } from 'oro:test'
import tls from 'oro:tls'
import { scenarios } from './support/plain-scenarios.js'
import { same } from './support/same.js'

test('what is refused, and what needs no connection, is as in Node', (t) => same(t, scenarios, { net, tls }, './plain-transcripts.json'))
