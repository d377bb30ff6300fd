exports.job = 'markup read, searched, changed and written'
exports.ways = ['require', 'import']

exports.use = async ({ library: cheerio, say, web }) => {
  const $ = cheerio.load('<ul><li class=a>one<li>two &amp; ü</ul>')
  $('ul').append('<li>three</li>')
  $('li').first().attr('title', 'x').addClass('b')
  say('html', $('ul').prop('outerHTML'))
  say('texts', $('li').map((_, item) => $(item).text()).get())
  say('extract', $.extract({ items: ['li'], first: { selector: 'li', value: 'title' } }))
  say('xml', cheerio.load('<a><B/></a>', { xml: true }).xml())
  const site = await web()
  say('from a URL', (await cheerio.fromURL(`${site.url}/page`))('title').text())
  say('from bytes', cheerio.loadBuffer(Buffer.from('<meta charset=latin1><p>\xfc', 'latin1'))('p').text())
  await site.close()
}
