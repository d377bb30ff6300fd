export { default as make } from '../../node_modules/brotli/build/encode.js'
