module.exports = Number.isNaN
