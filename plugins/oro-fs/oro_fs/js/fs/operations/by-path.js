/** Everything that can be done to files by their path, as operations and steps. */

export { access, chmod, chown, lchown, lstat, lutimes, stat, statfs, truncate, utimes } from './attributes.js'
export { appendFile, openAsBlob, readFile, writeFile, writeFrom } from './contents.js'
export { cp } from './copy.js'
export { readdir } from './listing.js'
export {
  copyFile, link, mkdir, mkdtemp, readlink, realpath, realpathByLooking, rename, rm, rmdir, symlink, unlink
} from './names.js'
