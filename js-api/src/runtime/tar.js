/**
 * Archives of tar, written and read as streams: the package tar-stream.
 *
 *     const archive = pack()
 *     archive.entry({ name: 'a.txt' }, 'hello')
 *     archive.finalize()
 *     archive.pipe(createWriteStream('a.tar'))
 *
 * @module
 */

export * as default from './tar.js'
export { extract, pack } from '../internal/vendor/tar.js'
