importScripts('ways.js')
oroIsolation().run()
