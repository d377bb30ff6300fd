import { Buffer } from 'oro:buffer'
import http from 'oro:http'
import https from 'oro:https'
import net from 'oro:net'
import os from 'oro:os'
import { test } from 'oro:test'
import { scenarios } from './support/agent-scenarios.js'
import { same } from './support/same.js'

test('agents and options do what they do in Node', (t) => same(t, scenarios, { http, https, net, os, Buffer }, './agent-transcripts.json'))
