exports.job = 'XML read into objects and written'

exports.use = async ({ library, say }) => {
  const xml = '<a x="1"><b>ü</b><b>2</b><c/></a>'
  say('read', await library.parseStringPromise(xml, { explicitArray: false }))
  say('written', new library.Builder({ headless: true }).buildObject({ a: { $: { x: 1 }, b: ['1', '2'] } }))
  say('wrong', await library.parseStringPromise('<a').catch((error) => error.message.split('\n')[0]))
}
