const { parentPort, workerData } = require('worker_threads')
const { basename } = require('path')
parentPort.postMessage([basename(__filename), workerData, typeof module.exports])
process.exit(0)
