/** A second name of `oro:test/deep-equal`. */
export { deepEqual as default } from './deep-equal.js'
