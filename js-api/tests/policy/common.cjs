exports.common = 1
