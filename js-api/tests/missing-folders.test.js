import { isKnownAbsent, noteNearest } from 'oro:module/missing-folders'
import { test } from 'oro:test'

test('below a folder of packages that is not there nothing is asked for', (t) => {
  noteNearest('/app/node_modules/x/package.json', '/app')
  t.ok(isKnownAbsent('/app/node_modules/y/index.js'))
  t.ok(isKnownAbsent('/app/node_modules/y'))
  t.ok(!isKnownAbsent('/app/node_modules'), 'it may be a file')
  t.ok(!isKnownAbsent('/app/node_modules.js'))
  t.ok(!isKnownAbsent('/node_modules/y/index.js'))
  noteNearest('/%C3%BC/node_modules/z/lib/x.js', '/%C3%BC/node_modules')
  t.ok(isKnownAbsent('/%C3%BC/node_modules/z/index.js'))
  t.ok(!isKnownAbsent('/%C3%BC/node_modules/other/index.js'))
})

test('elsewhere, and where a file is all that is missing, every file is asked for', (t) => {
  noteNearest('/lib/deep/x.js', '/lib')
  noteNearest('/packages/node_modules/a/x', '/packages/node_modules/a')
  noteNearest('/others/node_modules/a/x', null)
  for (const path of ['/lib/deep/y.js', '/packages/node_modules/a/y', '/packages/node_modules/a/x/z', '/others/node_modules/a/y']) {
    t.ok(!isKnownAbsent(path), path)
  }
})
