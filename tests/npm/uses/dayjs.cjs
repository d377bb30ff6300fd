exports.job = 'dates with plugins and locales'

exports.use = async ({ library, require, say }) => {
  const dayjs = library.default ?? library
  dayjs.extend(require('dayjs/plugin/utc'))
  dayjs.extend(require('dayjs/plugin/timezone'))
  dayjs.extend(require('dayjs/plugin/relativeTime'))
  require('dayjs/locale/de')
  const at = dayjs.utc('2024-02-29T12:30:00Z')
  say('format', [at.format('YYYY-MM-DD HH:mm'), at.add(1, 'year').format('DD/MM/YY'), at.locale('de').format('dddd')])
  say('zone', at.tz('Asia/Tokyo').format('HH:mm Z'))
  say('relative', at.from(at.subtract(3, 'day')))
}
