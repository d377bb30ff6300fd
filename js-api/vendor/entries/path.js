export { posix, win32 } from '@file-services/path'
