/** The name this module has in the contract. */
export { deepEqual as default } from './deep-equal.js'
