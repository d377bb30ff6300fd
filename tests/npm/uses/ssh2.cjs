exports.job = 'commands, a shell and files of an OpenSSH server'
exports.server = 'ssh'

exports.use = async ({ library: { Client, utils }, say, server, folder }) => {
  const fs = require('node:fs')
  const client = new Client()
  await new Promise((resolve, reject) => client.on('ready', resolve).on('error', reject).connect({ ...server.ssh, privateKey: fs.readFileSync(server.ssh.key) }))
  const run = (command) => new Promise((resolve, reject) => client.exec(command, (error, stream) => {
    if (error) return reject(error)
    let out = ''
    stream.on('data', (bytes) => { out += bytes }).on('close', (code) => resolve([code, out])).stderr.on('data', (bytes) => { out += `!${bytes}` })
  }))
  say('exec', await run('echo hello; echo wrong >&2; exit 3'))
  say('large', (await run('head -c 200000 /dev/zero | tr "\\0" x'))[1].length)
  const sftp = await new Promise((resolve, reject) => client.sftp((error, session) => error ? reject(error) : resolve(session)))
  await new Promise((resolve, reject) => sftp.writeFile(`${folder}/over-ssh`, 'written', (error) => error ? reject(error) : resolve()))
  say('sftp', fs.readFileSync(`${folder}/over-ssh`, 'utf8'))
  say('none', await new Promise((resolve) => sftp.readFile(`${folder}/none`, (error) => resolve([error.code, error.message]))))
  const closed = new Promise((resolve) => client.on('close', resolve))
  client.end()
  await closed
  const keys = utils.generateKeyPairSync('ed25519')
  say('key', utils.parseKey(keys.public).type)
}
