/**
 * A panel to ask for names and addresses with.
 * @module
 */

import { panelOf } from 'oro:panel'
import { checks } from './panel/check.js'
import { style } from './panel/style.js'
import { View } from './panel/view.js'

export const panel = panelOf({
  id: 'names',
  title: 'Names',
  summary: 'Names, addresses and DNS records, through the plugin oro-dns and Node’s dns.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><circle cx="10" cy="10" r="7.2"/><path d="M2.8 10h14.4M10 2.8c4.6 4.6 4.6 9.8 0 14.400M10 2.8c-4.6 4.6-4.6 9.8 0 14.4"/></svg>',
  order: 31,
  group: 'Node'
}, { View, style, checks })

export default panel
