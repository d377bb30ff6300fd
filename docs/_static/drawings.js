// Draws the page's drawings in the colours of its theme, and again when a reader changes that.
const shown = document.querySelectorAll('pre.mermaid')
const texts = Array.from(shown, (drawing) => drawing.textContent)
const system = matchMedia('(prefers-color-scheme: dark)')

function theme () {
  const chosen = document.body.dataset.theme
  return chosen === 'dark' || (chosen !== 'light' && system.matches) ? 'dark' : 'neutral'
}

let drawn = ''

async function draw () {
  if (drawn === theme()) return
  drawn = theme()
  mermaid.initialize({
    startOnLoad: false,
    deterministicIds: true, // the others are of the time, which several drawings may have in common
    theme: drawn,
    class: { hideEmptyMembersBox: true },
    flowchart: { wrappingWidth: 600 },
    sequence: { actorMargin: 12, width: 100, mirrorActors: false }
  })
  shown.forEach((drawing, index) => {
    drawing.removeAttribute('data-processed')
    drawing.textContent = texts[index]
  })
  await mermaid.run({ nodes: shown })
}

new MutationObserver(draw).observe(document.body, { attributeFilter: ['data-theme'] })
system.addEventListener('change', draw)
draw()
