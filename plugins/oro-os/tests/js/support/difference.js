/**
 * Where two plain values differ: `path: found, expected`, a line each.
 * @param {any} found
 * @param {any} expected
 * @param {string} [path]
 * @returns {string[]}
 */
export function differences (found, expected, path = '') {
  const deep = [found, expected].every((value) => typeof value === 'object' && value !== null)
  if (!deep) return Object.is(found, expected) ? [] : [`${path}: ${JSON.stringify(found)}, in Node ${JSON.stringify(expected)}`]
  const keys = new Set([...Object.keys(found), ...Object.keys(expected)])
  return [...keys].flatMap((key) => differences(found[key], expected[key], `${path}.${key}`))
}
