module.exports = "marked"
