/**
 * Node's constants of files, errors, signals and OpenSSL in one object, as older programs want them. They are Linux's.
 * @module
 */

import { constants as errors } from '../base/errno.js'
import { files, libraries, priorities, rareErrors, signals } from '../internal/numbers.js'
import { openssl } from '../internal/openssl.js'

/** @type {Readonly<Record<string, number>>} */
const constants = Object.freeze({ ...libraries, ...errors, ...rareErrors, ...priorities, ...signals, ...files, ...openssl })

export default constants
