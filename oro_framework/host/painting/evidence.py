"""Ask a page whether it has something to show, without which a blank window means nothing."""

from __future__ import annotations

__all__ = ("HAS_CONTENT",)

HAS_CONTENT = """(() => {
  if (!document.body || document.visibilityState !== 'visible') return false
  const inside = ({ top, left, bottom, right, width, height }) =>
    width > 1 && height > 1 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth
  const visible = (element) => element.checkVisibility
    ? element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    : getComputedStyle(element).visibility === 'visible'
  const onTop = (element, box) => {
    const within = (value, most) => Math.min(Math.max(value, 0), most - 1)
    const x = within((box.left + box.right) / 2, innerWidth)
    const y = within((box.top + box.bottom) / 2, innerHeight)
    const found = document.elementFromPoint(x, y)
    return found !== null && (found === element || found.contains(element) || element.contains(found))
  }
  const coloured = (element) => {
    const { color, backgroundColor } = getComputedStyle(element)
    return color !== backgroundColor && color !== 'rgba(0, 0, 0, 0)'
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let count = 0; count < 500 && texts.nextNode(); count++) {
    const element = texts.currentNode.parentElement
    if (!texts.currentNode.data.trim() || !element || !visible(element) || !coloured(element)) continue
    const range = document.createRange()
    range.selectNodeContents(texts.currentNode)
    const box = range.getBoundingClientRect()
    if (inside(box) && onTop(element, box)) return true
  }
  for (const element of [...document.querySelectorAll('img, button, select, progress, meter')].slice(0, 500)) {
    const box = element.getBoundingClientRect()
    const loaded = element.localName !== 'img' || (element.complete && element.naturalWidth > 0)
    if (loaded && inside(box) && visible(element) && onTop(element, box)) return true
  }
  return false
})()"""
"""Tells whether a page has text, a picture or a control in sight, which a painted page shows in several colours."""
