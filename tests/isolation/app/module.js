import './ways.js'
globalThis.oroIsolation().run()
