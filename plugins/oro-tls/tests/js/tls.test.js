import net from 'oro:net'
import stream from 'oro:stream'
import { test } from 'oro:test'
import tls from 'oro:tls'
import { same } from './support/same.js'
import { scenarios as options } from './support/options-scenarios.js'
import { scenarios as streams } from './support/streams-scenarios.js'
import { scenarios } from './support/tls-scenarios.js'

test('options of tls are those of Node', (t) => same(t, options, { net, tls }, './options-transcripts.json'))

test('streams, secrets and agreements are as in Node', (t) => same(t, streams, { net, tls, stream }, './streams-transcripts.json'))

test('everything of tls happens as in Node', (t) => same(t, scenarios, { net, tls }, './tls-transcripts.json'))
