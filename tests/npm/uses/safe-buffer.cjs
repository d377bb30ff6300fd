exports.job = 'buffers made safely'

exports.use = async ({ library: { Buffer: Safe }, say }) => {
  say('from', [Safe.from('6869', 'hex').toString(), Safe.alloc(3, 'a').toString(), Safe.isBuffer(Safe.allocUnsafe(2))])
  try { Safe.from(5) } catch (error) { say('number', error.name) }
}
