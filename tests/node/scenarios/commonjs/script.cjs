exports.named = 'by name'
