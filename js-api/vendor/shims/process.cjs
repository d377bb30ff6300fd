const { nextTick } = require('./own.js')

module.exports = { nextTick, env: {}, browser: true, version: 'v20.0.0', emitWarning: console.warn }
