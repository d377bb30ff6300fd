/** How the panel looks. Colours are the app's own tokens where it has them. */

export const style = `
.dg { --fg: var(--text, CanvasText); --dim: var(--muted, #777); --pale: var(--faint, #999); --rule: var(--line, #8884); --box: var(--card, Canvas);
  --gold: var(--accent, #94690f); --tint: var(--accent-soft, #d9a53529); --blu: var(--blue, #2f6fb0); --code: var(--mono, ui-monospace, monospace);
  display: flex; flex-direction: column; gap: .9rem; height: 100%; min-height: 26rem; container-type: inline-size; font-variant-numeric: tabular-nums; }
.dg-bar { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center; }
.dg-space { flex: 1; }
.dg-card { background: var(--box); border: 1px solid var(--rule); border-radius: var(--radius, 10px); box-shadow: var(--shadow, none); min-width: 0; }
.dg-pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(9rem, 13rem) minmax(0, 1fr); align-items: stretch; }
.dg-socket { padding: 1rem 1.2rem; }
.dg-socket h2 { margin: 0; font-size: 14px; font-weight: 600; display: flex; align-items: center; gap: .5rem; }
.dg-socket h2::before { content: ""; width: 9px; height: 9px; border-radius: 50%; background: var(--hue); }
.dg-socket code { font: 12.5px var(--code); color: var(--dim); }
.dg-socket dl { display: grid; grid-template-columns: 1fr 1fr; gap: .7rem; margin: .9rem 0 0; }
.dg-socket dt, .dg-wire dt { font-size: 12.5px; color: var(--dim); }
.dg-socket dd, .dg-wire dd { margin: 0; font-size: 21px; font-weight: 600; letter-spacing: -.02em; line-height: 1.3; }
.dg small { font-size: 12.5px; font-weight: 500; color: var(--dim); letter-spacing: 0; margin-left: .2em; }
.dg-wire { position: relative; display: flex; flex-direction: column; justify-content: center; gap: .5rem; padding: .8rem .6rem; text-align: center; border: solid var(--rule); border-width: 0 1px; }
.dg-wire dl { margin: 0; display: grid; gap: .55rem; }
.dg-wire canvas { width: 100%; height: 34px; display: block; }
.dg-say { display: flex; gap: .5rem; }
.dg-say input { flex: 1; min-width: 0; height: 32px; padding: 0 .75rem; font: 13px var(--sans, inherit); color: inherit; background: var(--box); border: 1px solid var(--line-strong, var(--rule)); border-radius: var(--radius-small, 6px); }
.dg-log { flex: 1; min-height: 7rem; overflow: auto; margin: 0; padding: .5rem 0; list-style: none; font: 12.5px/1.75 var(--code); }
.dg-log li { display: grid; grid-template-columns: 7.2rem 4.2rem 4.6rem minmax(0, 1fr); gap: .6rem; padding: 0 1rem; white-space: nowrap; }
.dg-log li > * { overflow: hidden; text-overflow: ellipsis; }
.dg-log time, .dg-log .size { color: var(--dim); }
.dg-log .size { text-align: right; }
.dg-log .way { color: var(--hue); font-weight: 600; }
.dg-log .bad { grid-column: 2 / -1; color: var(--red, #b3372c); }
.dg-note { margin: 0; color: var(--pale); font-size: 12.5px; }
@container (max-width: 620px) { .dg-pair { grid-template-columns: 1fr 1fr; } .dg-wire { grid-column: 1 / -1; grid-row: 2; border-width: 1px 0 0; } .dg-wire dl { grid-template-columns: repeat(3, 1fr); } }
`
