// Tells the page around the frame what is shown, and presses the button when that page asks.
export const tell = () => parent.postMessage({ text: document.body.innerText.trim(), began: performance.timeOrigin }, '*')

new MutationObserver(tell).observe(document.body, { childList: true, subtree: true, characterData: true })
addEventListener('message', ({ data }) => data === 'press' && document.querySelector('button').click())
