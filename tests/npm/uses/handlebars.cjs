exports.job = 'templates with helpers and partials'

exports.use = async ({ library, require, folder, say }) => {
  const Handlebars = library.default ?? library
  Handlebars.registerHelper('loud', (text) => text.toUpperCase())
  Handlebars.registerPartial('item', '<li>{{loud name}}</li>')
  say('made', Handlebars.compile('{{#each list}}{{> item}}{{else}}none{{/each}}{{{raw}}}{{esc}}')({ list: [{ name: 'a' }], raw: '<b>', esc: '<i>' }))
  const code = Handlebars.precompile('{{x}}')
  say('precompiled', Handlebars.template((0, eval)(`(${code})`))({ x: 5 }))
  try { Handlebars.parse('{{#a}}') } catch (error) { say('wrong', error.message.split('\n')[0]) }
  require('node:fs').writeFileSync(`${folder}/page.hbs`, 'hello {{name}}')
  say('extension', typeof require('handlebars').create)
}
