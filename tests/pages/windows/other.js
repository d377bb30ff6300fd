/** The page of windows the tests make: it answers what it is asked, and closes when told. */

import { getCurrentWindow } from 'oro:application'

const self = await getCurrentWindow()

addEventListener('question', async (/** @type {any} */ { detail }) => {
  await self.send({ window: detail.from, event: 'answer', value: { index: self.index, text: `${detail.text}!`, title: document.title } })
})
addEventListener('leave', () => { self.close() })
self.on('message', (/** @type {MessageEvent} */ event) => self.send({ window: 0, event: 'posted', value: [...event.data] }))

await self.send({ window: 0, event: 'awake', value: { index: self.index, args: globalThis.__args?.index, href: location.href } })
