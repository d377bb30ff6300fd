exports.job = 'dates added to, formatted and compared'
exports.ways = ['require', 'import']

exports.use = async ({ library, require, say }) => {
  const { format, addMonths, differenceInDays, parseISO, eachDayOfInterval, formatDistance, isValid, parse } = library
  const at = parseISO('2024-01-31T12:00:00')
  say('format', [format(at, "EEEE, do MMMM yyyy 'at' HH:mm"), format(addMonths(at, 1), 'yyyy-MM-dd')])
  say('days', [differenceInDays(parseISO('2024-03-01'), parseISO('2024-02-01')), eachDayOfInterval({ start: at, end: addMonths(at, 1) }).length])
  say('distance', formatDistance(parseISO('2024-01-01'), parseISO('2024-03-01')))
  say('locale', format(at, 'PPPP', { locale: require('date-fns/locale').fr }))
  say('bad', isValid(parse('x', 'yyyy', at)))
}
