// Microseconds of a call of each kind, one after another, by turns, so that whatever else the machine does meets both.

async function calls (kinds, { count = 300, turns = 5 } = {}) {
  const found = Object.fromEntries(Object.keys(kinds).map((name) => [name, []]))
  for (const echo of Object.values(kinds)) await sequential(echo, 100)
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, echo] of Object.entries(kinds)) found[name].push(await sequential(echo, count))
  }
  const middle = (times) => times.sort((a, b) => a - b)[turns >> 1]
  return Object.fromEntries(Object.entries(found).map(([name, times]) => [name, middle(times)]))
}
