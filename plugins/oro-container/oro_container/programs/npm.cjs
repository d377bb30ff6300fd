#!/usr/local/bin/node
'use strict'
// npm in a container: what the host serves (`install`, `ci`, `uninstall`) is asked of it, all else is npm's own.
const net = require('node:net')

const NPM = '/usr/local/lib/node_modules/npm/bin/npm-cli.js'
const { argv, stdout, stderr } = process

function runNpm () {
  argv[1] = NPM
  require(NPM)
}

function take (line) {
  const { out, err, error, exit, own } = JSON.parse(line)
  if (out !== undefined) stdout.write(out)
  if (err !== undefined) stderr.write(err)
  if (error !== undefined) {
    stderr.write(`npm error ${error}\n`)
    process.exitCode = 1
  }
  if (exit !== undefined) process.exitCode = exit
  if (own) {
    host.destroy()
    runNpm()
  }
}

const host = net.connect('/run/host.sock')
let rest = ''
host.setEncoding('utf8')
host.once('error', runNpm)
host.on('data', (text) => {
  const lines = (rest + text).split('\n')
  rest = lines.pop()
  lines.forEach(take)
})
host.write(JSON.stringify({
  ask: 'npm',
  argv: argv.slice(2),
  cwd: process.cwd(),
  node: process.versions.node,
  arch: process.arch,
  columns: stdout.isTTY ? stdout.columns : 0
}) + '\n')
