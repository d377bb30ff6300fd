/**
 * A panel to talk with servers, in the open or over TLS.
 * @module
 */

import { panelOf } from 'oro:panel'
import { checks } from './panel/check.js'
import { style } from './panel/style.js'
import { View } from './panel/view.js'

export const panel = panelOf({
  id: 'connections',
  title: 'Connections',
  summary: 'TCP and TLS connections, certificates and pins, through the plugin oro-tls and Node’s net and tls.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><rect x="4.4" y="8.8" width="11.2" height="7.6" rx="1.6"/><path d="M6.900 8.800V6.600a3.100 3.100 0 0 1 6.200 0v2.200M10 12v1.400"/></svg>',
  order: 32,
  group: 'Node'
}, { View, style, checks })

export default panel
