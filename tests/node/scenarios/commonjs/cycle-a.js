exports.early = 1
const b = require('./cycle-b')
exports.seen = b.seen
exports.late = 2
