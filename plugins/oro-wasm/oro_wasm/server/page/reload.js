/**
 * Put into the pages of a site: loads them again when a file of the site has changed.
 * @module
 */

import { follow } from './channel.js'

follow((event) => {
  if (event.type === 'built') location.reload()
})
