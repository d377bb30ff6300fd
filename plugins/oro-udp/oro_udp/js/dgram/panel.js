/**
 * A panel to watch datagrams with: two sockets of the window that talk to each other.
 * @module
 */

import { panelOf } from 'oro:panel'
import { checks } from './panel/check.js'
import { style } from './panel/style.js'
import { View } from './panel/view.js'

export const panel = panelOf({
  id: 'datagrams',
  title: 'Datagrams',
  summary: 'Real UDP sockets, through the plugin oro-udp and Node’s dgram. Every datagram goes from the page to the kernel and back.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M2.5 10.5 17 3.5l-3.5 13-4-4.5zM9.5 12 17 3.5"/></svg>',
  order: 30,
  group: 'Node'
}, { View, style, checks })

export default panel
