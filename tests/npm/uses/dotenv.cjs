exports.job = 'an .env file read into process.env'

exports.use = async ({ library, require, folder, say }) => {
  const fs = require('node:fs')
  fs.writeFileSync(`${folder}/.env`, 'ORO_A=1\n# comment\nORO_B="two words"\nORO_C=\'single $x\'\nexport ORO_D=x#y\n')
  const { parsed } = library.config({ path: `${folder}/.env`, quiet: true })
  say('parsed', parsed)
  say('environment', [process.env.ORO_A, process.env.ORO_B])
  say('none', library.config({ path: `${folder}/none`, quiet: true }).error.code)
  for (const name of Object.keys(parsed)) delete process.env[name]
  say('gone', process.env.ORO_A === undefined)
}
