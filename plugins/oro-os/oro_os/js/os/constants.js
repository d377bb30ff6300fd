/**
 * Numbers of this system.
 * @module
 */

import { constants } from './facts.js'

export const { UV_UDP_REUSEADDR, dlopen, errno, signals, priority } = constants
export { constants as default }
