// What becomes of a worker, by what the query of its URL asks for.
const asked = new URL(location).searchParams
const rejected = () => Promise.reject(new Error('on purpose'))

const acts = {
  promise: (event) => event.waitUntil(Promise.resolve('done')),
  reject: (event) => event.waitUntil(rejected()),
  thrown: () => { throw new Error('on purpose') },
  later: (event) => event.waitUntil(Promise.resolve().then(() => { event.waitUntil(rejected()) })),
  both: (event) => { event.waitUntil(Promise.resolve()); event.waitUntil(rejected()) },
  caught: (event) => event.waitUntil(rejected().catch(() => {})),
  prevented: (event) => event.preventDefault(),
  value: (event) => event.waitUntil(7),
  skip: (event) => event.waitUntil(skipWaiting()),
  failing: () => { rejected() }
}

for (const name of ['install', 'activate']) addEventListener(name, (event) => acts[asked.get(name)]?.(event))
