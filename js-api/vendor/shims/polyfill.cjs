module.exports = () => Object.is
