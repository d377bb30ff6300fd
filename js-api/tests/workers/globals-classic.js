'use strict'
const found = { process: typeof process.cwd(), buffer: Buffer.from('x').toString('hex'), global: global === self, require: require('util') !== undefined }
importScripts('./imported.js?x=1')
const required = require('./required.cjs')
onmessage = ({ data }) => postMessage({
  ...found, imported, required, asked: data, file: __filename, args: typeof __args.origin, client: __args.client.type, location: self.location.href, strict: (function () { return this === undefined })(), name: self.name, search: self.location.search, fs: require('fs').existsSync(process.cwd())
})
