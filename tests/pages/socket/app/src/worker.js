import { basename } from 'socket:path'
import Buffer from 'socket:buffer'
postMessage({ name: basename('/a/b.txt'), hex: Buffer.from('a').toString('hex'), told: globalThis.isSocketRuntime })
