#!/usr/local/bin/node --no-warnings
'use strict'
// PHP in a container: WebAssembly in this Node, within the walls; the host is asked where it is not there.
const { existsSync, readdirSync } = require('node:fs')
const net = require('node:net')

const WORKER = '/usr/share/php/worker/worker.mjs'
const PACKAGES = '/usr/share/php/packages'
const INI = {}
/** Of the system, and those that PHP has of its own. */
const HIDDEN = ['dev', 'internal', 'proc', 'request', 'sys']

/** The folders of a container by the paths at which PHP sees them: all, or its own where `/` is the machine's. */
function folders () {
  const { HOME, TMPDIR } = process.env
  try {
    const seen = readdirSync('/', { withFileTypes: true }).filter((each) => each.isDirectory() && !HIDDEN.includes(each.name))
    return Object.fromEntries(seen.map(({ name }) => [`/${name}`, `/${name}`]))
  } catch {
    // What is below another comes after it.
    return { '/tmp': TMPDIR, [HOME]: HOME, [process.cwd()]: process.cwd() }
  }
}

function runPhp () {
  const told = {
    packages: PACKAGES,
    folders: folders(),
    cwd: process.cwd(),
    ini: INI,
    env: process.env,
    locks: '/tmp/.php-locks',
    script: { arguments: ['php', ...process.argv.slice(2)] }
  }
  process.argv[2] = JSON.stringify(told)
  import(WORKER)
}

function take (line) {
  const { err, error, exit } = JSON.parse(line)
  if (err !== undefined) process.stderr.write(err)
  if (error !== undefined) process.stderr.write(`php: ${error}\n`)
  process.exitCode = exit ?? (error === undefined ? process.exitCode : 1)
}

function askHost () {
  // Unless the host says something else.
  process.exitCode = 1
  const host = net.connect('/run/host.sock')
  let rest = ''
  host.setEncoding('utf8')
  host.once('error', (error) => take(JSON.stringify({ error: `Cannot ask the host for PHP: ${error.message}` })))
  host.on('data', (text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()
    lines.forEach(take)
  })
  host.write(JSON.stringify({ ask: 'php' }) + '\n')
}

if (existsSync(PACKAGES)) runPhp()
else askHost()
