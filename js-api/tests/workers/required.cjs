module.exports = [typeof require, __filename.split('/').pop(), require.main !== module]
