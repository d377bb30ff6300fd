import { bothWays, anyBytes, many } from '../support/datagrams.js'
import { test } from 'oro:test'

test('datagrams go both ways over Conduit', bothWays)
test('any bytes arrive over Conduit as they are', anyBytes)
test('many datagrams at once all arrive over Conduit', many)
