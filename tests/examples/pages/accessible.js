import { test } from 'oro:test'
import { request } from 'oro:ipc'
import { until } from './support.js'
import './axe.min.js'

const { axe } = globalThis
const SHOWN = { resultTypes: ['violations'], elementRef: false }

/** Have every sheet of the document think that the person prefers dark colours, or light ones. */
function prefer (scheme) {
  document.documentElement.style.colorScheme = scheme
  const sheets = [...document.styleSheets, ...document.adoptedStyleSheets]
  for (const rule of sheets.flatMap((sheet) => [...sheet.cssRules])) {
    if (!(rule instanceof CSSMediaRule)) continue
    rule.asked ??= rule.media.mediaText
    const [, wanted] = /prefers-color-scheme:\s*(\w+)/.exec(rule.asked) ?? []
    if (wanted) rule.media.mediaText = wanted === scheme ? 'all' : 'not all'
  }
}

/** Let what fades in be there. */
const settled = async () => {
  await Promise.all(document.getAnimations().filter((each) => each.effect.getTiming().iterations !== Infinity).map((each) => each.finished.catch(() => {})))
  for (let frames = 0; frames < 2; frames++) await new Promise((resolve) => requestAnimationFrame(resolve))
}

await until(() => document.querySelector('#nav a'))
const ids = [...document.querySelectorAll('#nav a')].map((link) => decodeURIComponent(link.hash.slice(1)))

for (const id of ids) {
  test(`${id} is accessible`, async (t) => {
    location.hash = `#${encodeURIComponent(id)}`
    await until(() => document.querySelector('#nav a[aria-current]')?.hash === location.hash)
    await until(() => document.querySelector('.panel:not([hidden]) .body')?.childElementCount)
    await settled()
    for (const scheme of ['light', 'dark']) {
      prefer(scheme)
      await settled()
      const where = id === ids[0] ? document : document.querySelector('.panel:not([hidden])').parentElement
      const { violations } = await axe.run(where, scheme === 'light' ? SHOWN : { ...SHOWN, runOnly: ['color-contrast'] })
      const told = violations.map(({ id: rule, nodes: [node, ...others] }) => `${rule} ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ')}, and ${others.length} more`)
      t.deepEqual(told, [], `${scheme}: nothing to mend`)
      const picture = globalThis.__args.config.showcase_gallery
      if (picture) await request('showcase.snapshot', { panel: `${id}-${scheme}` })
    }
  })
}

test('Tab goes from the links to what the panel has, in the order in which it is read', (t) => {
  const links = [...document.querySelectorAll('a[href], button, input, select, textarea, [tabindex]')]
  t.deepEqual(links.filter((each) => each.tabIndex > 0), [], 'nothing is put out of turn')
  t.equal(links[0].className, 'skip', 'the first goes to the panel')
})

if (ids.includes('files')) {
  test('Files has its list above the file where it is narrow, and nothing beside the window', async (t) => {
    location.hash = '#files'
    await request('window.setSize', { targetWindowIndex: 0, width: 360, height: 760 })
    await until(() => innerWidth <= 360 && document.querySelector('.fs-foot .live'))
    await settled()
    const [list, file] = document.querySelector('.fs-split').children
    t.ok(list.getBoundingClientRect().bottom <= file.getBoundingClientRect().top, 'one above the other')
    const edge = (each) => each.getBoundingClientRect().right
    const foot = document.querySelector('.fs-foot')
    t.ok(edge(foot.querySelector('.live')) < edge(foot) - 4, 'the line below the list is whole')
    t.ok(document.documentElement.scrollWidth <= innerWidth)
  })
}
