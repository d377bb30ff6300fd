/* global eel */
eel.expose(leave)
function leave (page) {
  if (location.pathname === `/${page}`) window.close()
}

addEventListener('load', () => {
  const told = () => innerWidth > 0 && innerWidth < 520
  const tell = () => {
    if (!told()) return setTimeout(tell, 20)
    const heading = document.querySelector('h1').textContent
    eel.here(location.pathname.slice(1) + ' ' + heading, innerWidth, innerHeight)
  }
  setTimeout(tell, 20)
})
