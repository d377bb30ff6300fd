/** A page that counts in its profile's own storage how often it was opened. */

import { getCurrentWindow } from 'oro:application'

const times = Number(localStorage.getItem('times') ?? 0) + 1
localStorage.setItem('times', String(times))
const { state } = await getCurrentWindow()
document.querySelector('#who').textContent = state.profile
document.querySelector('#times').textContent = String(times)
