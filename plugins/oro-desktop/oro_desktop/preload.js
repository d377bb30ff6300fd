/*
 * Has `navigator.setAppBadge` and `navigator.clearAppBadge` of the app's own documents answered by oro:desktop, loaded
 * when they are first called. Of their own WebKitGTK has neither, and QtWebEngine's reach no icon. A drag that begins on
 * an element with `data-oro-drag-files`, or has a DownloadURL, is given up for one of the host, which carries files.
 */
(() => {
  'use strict'
  const args = globalThis.__args
  if (!args || typeof Navigator === 'undefined' || location.origin !== args.origin) return
  const module = (name = 'web') => import(`${args.origin}/oro/desktop/${name}.js`)
  const define = (name, value) => Object.defineProperty(Navigator.prototype, name, { value, configurable: true, enumerable: true, writable: true })
  define('setAppBadge', async function setAppBadge (...contents) {
    return (await module()).setAppBadge(...contents)
  })
  define('clearAppBadge', async function clearAppBadge () {
    return (await module()).clearAppBadge()
  })

  const FILES = 'data-oro-drag-files'
  const { Element } = globalThis
  const source = event => event.composedPath().find(node => node instanceof Element && node.hasAttribute(FILES))
  addEventListener('pointerdown', event => source(event)?.setAttribute('draggable', 'true'), true)
  addEventListener('dragstart', event => {
    const paths = event.defaultPrevented ? '' : source(event)?.getAttribute(FILES) ?? ''
    const download = event.defaultPrevented ? '' : event.dataTransfer?.getData('DownloadURL') ?? ''
    if (!paths && !download) return
    event.preventDefault()
    module('drag').then(drag => paths ? drag.dragFiles(paths.split('\n').filter(Boolean)) : drag.dragDownload(download))
      .catch(error => console.error(`Cannot drag: ${error.message}`))
  })
})()
