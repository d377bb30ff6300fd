exports.job = 'style sheets compiled from SCSS, with modules from files'

exports.use = async ({ library, require, folder, say }) => {
  const fs = require('node:fs')
  say('text', library.compileString('@use "sass:math"; $c: red; a { b { color: $c; width: math.div(10px, 2) } }').css)
  fs.writeFileSync(`${folder}/_part.scss`, '@mixin m { top: 0 }')
  fs.writeFileSync(`${folder}/main.scss`, '@use "part"; x { @include part.m }')
  say('file', library.compile(`${folder}/main.scss`, { style: 'compressed' }).css)
  say('later', (await library.compileAsync(`${folder}/main.scss`)).loadedUrls.length)
  try { library.compileString('a { b: $none }') } catch (error) { say('wrong', error.sassMessage) }
}
