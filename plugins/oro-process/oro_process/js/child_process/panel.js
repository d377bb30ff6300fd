/**
 * A panel to run programs with and see what they write as they write it.
 * @module
 */

import { panelOf } from 'oro:panel'
import { checks } from './panel/check.js'
import { style } from './panel/style.js'
import { View } from './panel/view.js'

export const panel = panelOf({
  id: 'programs',
  title: 'Programs',
  summary: 'Programs of this machine, fed and read live, through the plugin oro-process and Node’s child_process.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><rect x="2.5" y="3.5" width="15" height="13" rx="2"/><path d="m6 8 2.500 2.200L6 12.400M10.500 13h3.500"/></svg>',
  order: 32,
  group: 'Node'
}, { View, style, checks })

export default panel
