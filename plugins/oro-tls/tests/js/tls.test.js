import net from 'oro:net'
import { test } from 'oro:test'
import tls from 'oro:tls'
import { same } from './support/same.js'
import { scenarios } from './support/tls-scenarios.js'

test('everything of tls happens as in Node', (t) => same(t, scenarios, { net, tls }, './tls-transcripts.json'))
