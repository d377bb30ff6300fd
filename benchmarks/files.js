// Node's fs and child_process at work, in pages and in Node.

const SMALL = 4096
const READS = 2000
const SIDE_BY_SIDE = 64
const ENTRIES = 10_000
const COPIED = 256 * 1024 * 1024
const SPAWNS = 50

/** What is measured takes place in `folder`, which has to be empty. */
async function files ({ fs, pipeline, PassThrough, spawn, folder }) {
  const one = `${folder}/small`
  await fs.promises.writeFile(one, new Uint8Array(SMALL))
  const read = async () => {
    const { length } = await fs.promises.readFile(one)
    if (length !== SMALL) throw new Error(`read ${length}`)
  }
  const found = {}
  for (let n = 0; n < 200; n++) await read()
  found.read = await perTurn(READS, async () => { for (let n = 0; n < READS; n++) await read() })
  found.read_64 = await perTurn(READS, () => {
    let left = READS
    return Promise.all(Array.from({ length: SIDE_BY_SIDE }, async () => { while (left-- > 0) await read() }))
  })
  found.readdir = await listed(fs, folder)
  found.copy = await copied(fs, folder, pipeline)
  found.copy_through = await copied(fs, folder, (from, to) => pipeline(from, new PassThrough(), to))
  found.spawn = await perTurn(SPAWNS, async () => { for (let n = 0; n < SPAWNS; n++) await ended(spawn('true')) }) / 1000
  return found
}

/** Microseconds. */
async function perTurn (turns, work) {
  const begin = performance.now()
  await work()
  return (performance.now() - begin) * 1000 / turns
}

/** The folder has to be there: `many`, with ENTRIES files. Milliseconds, the best of three, for both ends cache. */
async function listed (fs, folder) {
  const times = []
  for (let turn = 0; turn < 3; turn++) {
    const begin = performance.now()
    const entries = await fs.promises.readdir(`${folder}/many`, { withFileTypes: true })
    if (entries.length !== ENTRIES || !entries[0].isFile()) throw new Error(`listed ${entries.length}`)
    times.push(performance.now() - begin)
  }
  return Math.min(...times)
}

/** The file has to be there: `large`, of COPIED bytes. Milliseconds. */
async function copied (fs, folder, move) {
  const begin = performance.now()
  await move(fs.createReadStream(`${folder}/large`), fs.createWriteStream(`${folder}/copy`))
  const time = performance.now() - begin
  const { size } = await fs.promises.stat(`${folder}/copy`)
  if (size !== COPIED) throw new Error(`copied ${size}`)
  await fs.promises.unlink(`${folder}/copy`)
  return time
}

function ended (child) {
  return new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
}
