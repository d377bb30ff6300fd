import { registerSW } from 'virtual:pwa-register'

globalThis.told = []
const tell = (what) => { globalThis.told.push(what); dispatchEvent(new Event('told')) }
globalThis.update = registerSW({
  onOfflineReady: () => tell('offline ready'),
  onNeedRefresh: () => tell('need refresh'),
  onRegisteredSW: (url, registration) => { globalThis.registration = registration; tell(`registered ${url}`) },
  onRegisterError: (error) => tell(String(error))
})
