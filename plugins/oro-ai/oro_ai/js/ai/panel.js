/**
 * A panel to chat with a model, to compare two sentences by their embeddings, and to turn speech into text.
 * @module
 */

import { panelOf } from 'oro:panel'
import { checks } from './panel/check.js'
import { style } from './panel/style.js'
import { View } from './panel/view.js'

export const panel = panelOf({
  id: 'ai',
  title: 'Language models',
  summary: 'A model in this app’s own process, through the plugin oro-ai: no server, no port.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M3 4.500h14v9H9.500L6 16.500v-3H3z"/><path d="M7 8h6M7 10.500h3.500"/></svg>',
  order: 40,
  group: 'More'
}, { View, style, checks })

export default panel
