exports.job = 'dates read, written and counted'

exports.use = async ({ library, require, say }) => {
  const moment = library
  const at = moment.utc('2024-02-29T12:30:00Z')
  say('format', [at.format('dddd, D MMMM YYYY HH:mm'), at.clone().add(1, 'year').format('L'), at.toISOString()])
  say('parsed', [moment.utc('05/06/2024', 'DD/MM/YYYY').format(), moment.utc('nothing', 'YYYY', true).isValid()])
  say('differences', [at.diff(moment.utc('2024-01-01'), 'days'), moment.duration(90, 'minutes').humanize()])
  require('moment/locale/de')
  say('locale', at.clone().locale('de').format('dddd, D. MMMM'))
}
