/**
 * A panel that looks inside the app while it runs.
 * @module
 */

import { panelOf } from 'oro:panel'
import { checks } from './panel/check.js'
import { style } from './panel/style.js'
import { View } from './panel/view.js'

export const panel = panelOf({
  id: 'diagnostics',
  title: 'Diagnostics',
  summary: 'How long calls take by route and by plugin, whether the loop keeps up, and what is open, as it is now.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M2.500 10.500h3.200l2-6 4 11 2.100-5h3.700"/></svg>',
  order: 12,
  group: 'The host'
}, { View, style, checks })

export default panel
