module.exports = require('./own.js').EventEmitter
