const { existsSync } = require('node:fs')
const { connect } = require('node:net')

connect(443, '192.0.2.1').on('error', ({ code }) => {
  console.log(`no network: ${code}`)
  console.log(['/root', '/home/user/.ssh', '/etc/shadow'].some(existsSync) ? 'files of yours' : 'no files of yours')
})
