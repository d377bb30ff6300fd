/** Keep something over an element: where that is now, and again whenever it may have moved. */

/**
 * @typedef {{ x: number, y: number, width: number, height: number }} Rectangle
 * @typedef {{ bounds: Rectangle, clip: Rectangle, visible: boolean }} Place
 */

const STILL = 12
/** Frames in which an element has to stand still before no more of them are looked at. */
const MOVING = ['scroll', 'resize', 'transitionrun', 'animationstart', 'toggle', 'load', 'fullscreenchange']

/**
 * @param {Element} element
 * @param {(place: Place) => Promise<any>} put called with every new place, once the call before has ended
 * @returns {() => void} ends it
 */
export function followElement (element, put) {
  const watching = new AbortController()
  let last = ''
  let still = STILL
  let putting = false
  let frame = 0

  const look = () => {
    frame = 0
    const place = placeOf(element)
    const now = JSON.stringify(place)
    if (now !== last && !putting) {
      last = now
      still = 0
      putting = true
      put(place).catch(() => stop()).finally(() => { putting = false; wake() })
    }
    if (++still < STILL || (now !== last)) next()
  }
  const next = () => { frame ||= requestAnimationFrame(look) }
  const wake = () => { still = 0; next() }
  const stop = () => {
    watching.abort()
    sizes.disconnect()
    changes.disconnect()
    cancelAnimationFrame(frame)
  }

  const sizes = new ResizeObserver(wake)
  const changes = new MutationObserver(wake)
  sizes.observe(element)
  sizes.observe(document.documentElement)
  changes.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  for (const type of MOVING) addEventListener(type, wake, { capture: true, passive: true, signal: watching.signal })
  wake()
  return stop
}

/**
 * @param {Element} element
 * @returns {Place} its content box in the viewport, and what its ancestors let be seen of it
 */
export function placeOf (element) {
  const bounds = contentBox(element)
  const visible = element.isConnected && bounds.width > 0 && bounds.height > 0 && shown(element)
  let clip = { x: 0, y: 0, width: innerWidth, height: innerHeight }
  for (let above = element.parentElement; above !== null; above = above.parentElement) {
    if (above !== document.documentElement && above !== document.body && getComputedStyle(above).overflow !== 'visible') {
      clip = meeting(clip, paddingBox(above))
    }
  }
  return { bounds, clip, visible: visible && clip.width > 0 && clip.height > 0 }
}

/** @param {Element} element */
function shown (element) {
  return element.checkVisibility?.({ visibilityProperty: true }) ?? getComputedStyle(element).visibility === 'visible'
}

/** @param {Element} element */
function contentBox (element) {
  const { paddingLeft, paddingTop, paddingRight, paddingBottom } = getComputedStyle(element)
  const { x, y, width, height } = paddingBox(element)
  const [left, top, right, bottom] = [paddingLeft, paddingTop, paddingRight, paddingBottom].map(parseFloat)
  return { x: x + left, y: y + top, width: Math.max(0, width - left - right), height: Math.max(0, height - top - bottom) }
}

/** @param {Element} element */
function paddingBox (element) {
  const box = element.getBoundingClientRect()
  return { x: box.x + element.clientLeft, y: box.y + element.clientTop, width: element.clientWidth, height: element.clientHeight }
}

/**
 * @param {Rectangle} one
 * @param {Rectangle} other
 */
function meeting (one, other) {
  const x = Math.max(one.x, other.x)
  const y = Math.max(one.y, other.y)
  const right = Math.min(one.x + one.width, other.x + other.width)
  const bottom = Math.min(one.y + one.height, other.y + other.height)
  return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) }
}
