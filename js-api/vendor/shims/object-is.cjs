module.exports = Object.is
