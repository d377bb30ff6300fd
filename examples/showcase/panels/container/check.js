/** The panel trying itself, with a registry that does not answer, as the self-check reaches no network. */

import { attempt, until } from 'oro:panel'

const NO_REGISTRY = 'registry=http://127.0.0.1:9/\nfetch-retries=0\n'

/** @param {import('./view.js').View} view */
export async function * checks (view) {
  yield await attempt('says that nothing can be installed where no registry answers', async () => {
    view.begin('vite', NO_REGISTRY)
    await until(() => view.notice.includes('Nothing could be installed'), 'it said nothing')
    return [view.terminal.text.includes('npm install'), view.terminal.text.split('\n').at(-1)]
  })
  yield await attempt('shows what a plain server serves instead', async () => {
    await view.until(1)
    return [view.terminal.text.includes('serving at port 5173'), times(view)]
  })
  yield await attempt('shows a change', async () => {
    const { shown } = view
    view.type(view.source.replace('Edit me', 'Edited'))
    await view.until(shown + 1)
    return [(await view.container.fs.readFile('main.js', 'utf8')).includes('Edited'), times(view)]
  })
}

/** @param {import('./view.js').View} view */
function times (view) {
  return [...view.element.querySelectorAll('.figures > div')].map((each) => each.textContent).join(', ')
}
