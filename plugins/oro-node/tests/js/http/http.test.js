import { Buffer } from 'oro:buffer'
import http from 'oro:http'
import https from 'oro:https'
import net from 'oro:net'
import { test } from 'oro:test'
import { same } from './support/same.js'
import { scenarios } from './support/scenarios.js'

test('everything of http happens as in Node', (t) => same(t, scenarios, { http, https, net, Buffer }, './transcripts.json'))
