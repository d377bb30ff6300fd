/** How the panel looks. Colours are the app's own tokens where it has them. */

export const style = `
.di { --dim: var(--muted, #777); --rule: var(--line, #8884); --gold: var(--accent, #94690f); --tint: var(--accent-soft, #d9a53529);
  display: flex; flex-direction: column; gap: 1rem; height: 100%; min-height: 36rem; container-type: inline-size; font-variant-numeric: tabular-nums; }
.di-figures { flex: none; display: grid; grid-template-columns: repeat(5, 1fr); margin: 0; }
.di-figures > div { padding: .8rem 1.1rem; }
.di-figures > div + div { border-left: 1px solid var(--rule); }
.di-figures dt { color: var(--dim); font-size: 12.5px; white-space: nowrap; }
.di-figures dd { margin: 0; font-size: 22px; line-height: 1.3; font-weight: 600; letter-spacing: -.02em; white-space: nowrap; }
.di-charts { flex: none; display: grid; gap: 1rem; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
.di-bars { display: flex; gap: .35rem; height: 128px; padding: .8rem 1.1rem .7rem; }
.di-bars > div { flex: 1; min-width: 0; display: grid; grid-template-rows: auto minmax(0, 1fr) auto; text-align: center; font-size: 11px; line-height: 1.5; }
.di-bars b { order: -1; min-height: 1.5em; font-weight: 500; color: var(--dim); }
.di-bars span { color: var(--faint, #999); white-space: nowrap; }
.di-bar { display: flex; align-items: end; border-bottom: 1px solid var(--line-strong, #8886); }
.di-bar i { width: 100%; border-radius: 3px 3px 0 0; background: var(--blue, #2f6fb0); opacity: .75; transition: height .2s; }
.di-bar i.slow { background: var(--red, #b3372c); }
.di-curve { box-sizing: border-box; width: 100%; height: 128px; padding: .9rem 1.1rem; display: block; }
.di-tables { flex: 1; min-height: 12rem; display: flex; flex-direction: column; overflow: hidden; }
.di-tables > .oro-row { flex: none; padding: .6rem .8rem; border-bottom: 1px solid var(--rule); }
.di-tables > .grow { flex: 1; overflow: auto; }
.di-tables th { position: sticky; top: 0; background: var(--card, Canvas); z-index: 1; }
.di-tables th:first-child, .di-tables td:first-child { padding-left: 1.1rem; }
.di-tables tr > * { padding-block: .38rem; }
.di-tables code { font: 12.5px var(--mono, ui-monospace, monospace); }
.di-tables b { font-weight: 600; }
.di-dim { color: var(--dim); }
.di-bad { color: var(--red, #b3372c); font-weight: 600; }
@container (max-width: 680px) { .di-charts { grid-template-columns: 1fr; } .di-figures { grid-template-columns: repeat(3, 1fr); } }
`
