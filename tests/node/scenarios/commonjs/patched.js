module.exports = [require('fs').existsSync === 'replaced', require('./text.oro')]
