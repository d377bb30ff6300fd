module.exports = () => Object.assign
