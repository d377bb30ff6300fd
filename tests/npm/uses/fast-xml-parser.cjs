exports.job = 'XML read, checked and written'

exports.use = async ({ library, say }) => {
  const { XMLParser, XMLBuilder, XMLValidator } = library
  const data = new XMLParser({ ignoreAttributes: false }).parse('<a x="1"><b>1</b><b>two</b><![CDATA[<c>]]></a>')
  say('read', data)
  say('written', new XMLBuilder({ ignoreAttributes: false, format: true }).build(data))
  say('checked', [XMLValidator.validate('<a/>'), XMLValidator.validate('<a><b></a>').err.code])
}
