exports.job = 'a form with files, sent with a request of Node'

exports.use = async ({ library, require, folder, web, say }) => {
  const FormData = library
  const fs = require('node:fs')
  fs.writeFileSync(`${folder}/f.txt`, 'file')
  const site = await web()
  const form = new FormData({ })
  form.setBoundary('boundary')
  form.append('a', 'ü')
  form.append('bytes', Buffer.from([65, 66]), { filename: 'b.bin', contentType: 'application/x-b' })
  form.append('file', fs.createReadStream(`${folder}/f.txt`))
  say('length', await new Promise((resolve, reject) => form.getLength((error, length) => error ? reject(error) : resolve(length))))
  const answer = await new Promise((resolve, reject) => form.submit(`${site.url}/echo`, (error, response) => error ? reject(error) : resolve(response)))
  let text = ''
  for await (const piece of answer) text += piece
  say('arrived', [JSON.parse(text).type, JSON.parse(text).body])
  await site.close()
}
