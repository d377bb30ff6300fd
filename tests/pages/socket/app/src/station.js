module.exports = { names: require("socket:path").basename("/a/tide.csv"), same: require("socket:os") === require("oro:os") }
