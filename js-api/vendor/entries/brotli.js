export { decompress } from 'brotli/decompress'
