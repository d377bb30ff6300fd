exports.seen = { ...require('./cycle-a') }
exports.parent = module.parent && module.parent.filename.endsWith('cycle-a.js')
