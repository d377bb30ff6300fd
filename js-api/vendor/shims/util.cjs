const { types } = require('./own.js')
const { inspect, format } = require('node-inspect-extracted')

module.exports = { types, inspect, format }
