/**
 * A panel to ask a small database with.
 * @module
 */

import { panelOf } from 'oro:panel'
import { checks } from './panel/check.js'
import { style } from './panel/style.js'
import { View } from './panel/view.js'

export const panel = panelOf({
  id: 'sqlite',
  title: 'SQLite',
  summary: 'A database in memory and a console to ask it with, through the plugin oro-sqlite.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"><ellipse cx="10" cy="4.8" rx="6.5" ry="2.5"/><path d="M3.5 4.8v10.400c0 1.400 2.900 2.5 6.5 2.5s6.5-1.100 6.5-2.5V4.8M3.5 10c0 1.400 2.900 2.5 6.5 2.5s6.5-1.100 6.5-2.5"/></svg>',
  order: 35,
  group: 'Node'
}, { View, style, checks })

export default panel
