import net from 'oro:net'
import { test } from 'oro:test'
import { scenarios } from './support/net-scenarios.js'
import { same } from './support/same.js'

test('everything of net happens as in Node', (t) => same(t, scenarios, { net }, './net-transcripts.json'))
