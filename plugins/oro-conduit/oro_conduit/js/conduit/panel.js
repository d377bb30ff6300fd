/**
 * A panel to watch Conduit with: its calls beside those over the scheme, a stream both ways, two clients that talk.
 * @module
 */

import { panelOf } from 'oro:panel'
import { checks } from './panel/check.js'
import { style } from './panel/style.js'
import { View } from './panel/view.js'

export const panel = panelOf({
  id: 'conduit',
  title: 'Conduit',
  summary: 'One binary connection of this page to the host, through the plugin oro-conduit. Calls, events and streams take it by themselves.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M3 6.500h3.500c4 0 3 7 7 7H17M3 13.500h3.500c1.500 0 2.300-.9 2.900-2M10.700 8.500c.6-1.100 1.300-2 2.800-2H17"/></svg>',
  order: 11,
  group: 'The host'
}, { View, style, checks })

export default panel
