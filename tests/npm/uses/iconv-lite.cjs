exports.job = 'text in old encodings, whole and in streams'

exports.use = async ({ library, require, say }) => {
  const iconv = library.default ?? library
  say('encoded', [iconv.encode('grün', 'latin1'), iconv.encode('日本', 'shift_jis'), iconv.encode('€', 'win1252')])
  say('decoded', [iconv.decode(Buffer.from([0x93, 0xfa]), 'shift_jis'), iconv.decode(Buffer.from('feff0041', 'hex'), 'utf16'), iconv.encodingExists('nothing')])
  const { Readable } = require('node:stream')
  let text = ''
  for await (const piece of Readable.from([Buffer.from([0xc4]), Buffer.from([0xe3])]).pipe(iconv.decodeStream('gbk')).setEncoding('utf8')) text += piece
  say('streamed', text)
}
