import { describe, expect, test } from 'vitest'
import { sum } from './sum.js'

describe('sum', () => {
  test('adds', () => expect(sum(2, 3)).toBe(5))
  test('adds wrongly', () => expect({ sum: sum(2, 2), more: ['ä'] }).toEqual({ sum: 5, more: ['ä'] }))
  test.skip('is not asked', () => {})
})
