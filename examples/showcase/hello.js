/** Another window of the showcase: it waves to the first one. */

import { getCurrentWindow } from 'oro:application'

const own = await getCurrentWindow()
const wave = () => own.send({ window: 0, event: 'wave', value: own.index })

document.querySelector('#index').textContent = own.index
document.querySelector('#wave').onclick = wave
await wave()
