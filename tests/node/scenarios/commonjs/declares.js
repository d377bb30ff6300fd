#!/usr/bin/env node
const process = require('process')
let global = 5
class Buffer {}
const setTimeout = 3
const console = 4
exports.told = [typeof process.cwd, global, typeof Buffer.alloc, setTimeout, console, this === exports, typeof require, arguments.length]
