exports.job = 'versions compared, sorted and matched with ranges'

exports.use = async ({ library, say }) => {
  const semver = library
  say('satisfies', [semver.satisfies('1.2.3', '^1.2.0'), semver.satisfies('2.0.0-rc.1', '>=1'), semver.valid('x')])
  say('sorted', semver.sort(['1.10.0', '1.9.0', '1.10.0-beta']))
  say('next', [semver.inc('1.2.3', 'minor'), semver.coerce('v3.2').version, semver.maxSatisfying(['1.0.0', '1.5.0', '2.0.0'], '1.x')])
  say('range', new semver.Range('~1.2 || >=3').format())
}
