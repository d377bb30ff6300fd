import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import { attempt, done, record } from './transcript.js'

/** @param {string} name @param {any} histogram */
function tell (name, histogram) {
  const { min, max, mean, stddev, exceeds, count, minBigInt, maxBigInt, countBigInt, exceedsBigInt } = histogram
  record(name, [min, max, Math.round(mean * 1000), Math.round(stddev * 1000), exceeds, count, minBigInt, maxBigInt, countBigInt, exceedsBigInt])
  for (const percent of [0.001, 1, 25, 50, 75, 99, 99.9, 100]) record(`${name} ${percent}`, [histogram.percentile(percent), histogram.percentileBigInt(percent)])
  record(`${name} percentiles`, [...histogram.percentiles])
  record(`${name} bigints`, [...histogram.percentilesBigInt].map(([key, value]) => [key, String(value)]))
  if (count) record(`${name} as JSON`, Object.keys(JSON.parse(JSON.stringify(histogram))))
}

tell('empty', createHistogram())
const few = createHistogram()
for (const value of [1, 5, 5, 100, 3000n, 12345, 1e6]) few.record(value)
tell('few', few)
const many = createHistogram()
for (let index = 1; index < 2000; index++) many.record(index * 37)
tell('many', many)
const same = createHistogram()
for (let index = 0; index < 100; index++) same.record(77777)
tell('same', same)
for (const options of [{ lowest: 1, highest: 100, figures: 2 }, { lowest: 64, highest: 100000, figures: 1 }, { figures: 5 }]) {
  const small = createHistogram(options)
  for (let index = 0; index < 1000; index += 7) small.record(index * index + 1)
  tell(JSON.stringify(options), small)
}
const sum = createHistogram()
sum.add(few)
sum.add(many)
tell('sum', sum)
sum.reset()
tell('reset', sum)
const any = /** @type {any} */ (createHistogram())
for (const value of [0, -1, 'x', 1.5, 2 ** 53]) attempt(`record ${value}`, () => any.record(value))
for (const value of [0, 101, 'a', NaN]) attempt(`percentile ${value}`, () => any.percentile(value))
for (const options of [{ figures: 9 }, { figures: 0 }, { lowest: 0 }, { lowest: 5, highest: 9 }, 5, null]) attempt(`options ${JSON.stringify(options)}`, () => typeof createHistogram(/** @type {any} */ (options)))
attempt('add', () => any.add({}))
for (const options of [{ resolution: 0 }, { resolution: 'x' }, 5]) attempt(`monitor ${JSON.stringify(options)}`, () => typeof monitorEventLoopDelay(/** @type {any} */ (options)))
const monitor = monitorEventLoopDelay({ resolution: 2 })
record('monitor', [monitor.enable(), monitor.enable(), monitor.count, monitor.disable(), monitor.disable()])
monitor.enable()
while (monitor.count <= 2) await new Promise((resolve) => setTimeout(resolve, 5))
monitor.disable()
record('monitored', [monitor.count > 2, monitor.max < 1e11, monitor.mean > 1e6])
done()
