import { Buffer } from 'oro:buffer'
import http from 'oro:http'
import https from 'oro:https'
import net from 'oro:net'
import { test } from 'oro:test'
import { scenarios } from './support/https-scenarios.js'
import { same } from './support/same.js'

test('everything of https happens as in Node', (t) => same(t, scenarios, { http, https, net, Buffer }, './https-transcripts.json'))
