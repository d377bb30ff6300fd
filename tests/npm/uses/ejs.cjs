const fs = require('node:fs')

exports.job = 'templates with includes, from text and from files'

exports.use = async ({ library, say, folder }) => {
  const ejs = library.default ?? library
  say('text', ejs.render('<% for (const x of list) { %>[<%= x %>]<% } %><%- raw %>', { list: ['<a>', 2], raw: '<b>' }))
  fs.writeFileSync(`${folder}/page.ejs`, '<%- include("part", { name }) %>!')
  fs.writeFileSync(`${folder}/part.ejs`, 'hello <%= name %>')
  say('file', await ejs.renderFile(`${folder}/page.ejs`, { name: 'you' }))
  say('async', await ejs.render('<%= await later() %>', { later: async () => 'later' }, { async: true }))
  say('wrong', await ejs.renderFile(`${folder}/none.ejs`, {}).catch((error) => error.code))
}
