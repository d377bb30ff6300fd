/** How the panel looks. Colours are the app's own tokens where it has them. */

export const style = `
.cd { --fg: var(--text, CanvasText); --dim: var(--muted, #777); --pale: var(--faint, #999); --rule: var(--line, #8884); --box: var(--card, Canvas);
  --gold: var(--accent, #94690f); --blu: var(--blue, #2f6fb0); --code: var(--mono, ui-monospace, monospace);
  display: flex; flex-direction: column; gap: .9rem; height: 100%; min-height: 34rem; container-type: inline-size; font-variant-numeric: tabular-nums; }
.cd-card { display: flex; flex-direction: column; min-width: 0; min-height: 0; background: var(--box); border: 1px solid var(--rule); border-radius: var(--radius, 10px); box-shadow: var(--shadow, none); }
.cd-state { flex: none; flex-direction: row; flex-wrap: wrap; align-items: center; gap: .5rem 1.4rem; padding: .7rem 1.15rem; }
.cd-state b { display: flex; align-items: center; gap: .6rem; font-size: 14px; font-weight: 600; }
.cd-state b::before { content: ""; width: 9px; height: 9px; border-radius: 50%; background: var(--hue); box-shadow: 0 0 0 4px color-mix(in srgb, var(--hue) 18%, transparent); }
.cd-state span { color: var(--dim); font-size: 12.5px; }
.cd-state code { font: 12.5px var(--code); color: var(--fg); }
.cd-state button { margin-left: auto; }
.cd-race { flex: 3; display: grid; grid-template-columns: minmax(0, 1fr) 12.5rem; }
.cd-plot canvas { display: block; width: 100%; height: 100%; }
.cd-plot { min-height: 4rem; padding: .8rem 1rem .6rem .6rem; }
.cd-race dl { display: flex; flex-direction: column; justify-content: center; gap: 1rem; margin: 0; padding: 1rem 1.25rem; border-left: 1px solid var(--rule); }
.cd dt { display: flex; align-items: center; gap: .45rem; font-size: 12.5px; color: var(--dim); }
.cd dt.keyed::before { content: ""; width: 12px; height: 3px; border-radius: 2px; background: var(--hue); }
.cd dd { margin: 0; font-size: 22px; font-weight: 600; letter-spacing: -.02em; line-height: 1.3; }
.cd small { margin-left: .2em; font-size: 12.5px; font-weight: 500; letter-spacing: 0; color: var(--dim); }
.cd-pair { flex: 4; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: .9rem; }
.cd-title { display: flex; align-items: center; gap: .8rem; padding: .75rem .8rem .75rem 1.15rem; border-bottom: 1px solid var(--rule); }
.cd-title h2 { margin: 0; font-size: 14px; font-weight: 600; }
.cd-title button { margin-left: auto; height: 28px; }
.cd-title > span { margin-left: auto; color: var(--dim); font-size: 12.5px; }
.cd-flow .cd-plot { flex: 1; }
.cd-flow dl { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; margin: 0; padding: .8rem 1.15rem .2rem; }
.cd-say { display: flex; gap: .5rem; padding: .7rem .8rem; border-top: 1px solid var(--rule); }
.cd-say input { flex: 1; min-width: 0; height: 30px; padding: 0 .7rem; font: 13px var(--sans, inherit); color: inherit; background: transparent; border: 1px solid var(--line-strong, var(--rule)); border-radius: var(--radius-small, 6px); }
.cd-say button { height: 30px; }
.cd-log { flex: 1; min-height: 3rem; overflow: auto; margin: 0; padding: .7rem .9rem; list-style: none; display: flex; flex-direction: column; gap: .4rem; }
.cd-log li { max-width: 85%; padding: .3rem .75rem; border-radius: 12px; overflow-wrap: anywhere; background: color-mix(in srgb, var(--hue) 13%, transparent); align-self: flex-start; border-bottom-left-radius: 3px; }
.cd-log li.B { align-self: flex-end; border-radius: 12px; border-bottom-right-radius: 3px; }
.cd-log li.bad { align-self: stretch; max-width: none; }
.cd-note { margin: 0; color: var(--pale); font-size: 12.5px; }
@container (max-width: 640px) {
  .cd-pair { flex: none; grid-template-columns: 1fr; grid-auto-rows: 15rem; }
  .cd-race { flex: none; grid-template-columns: 1fr; }
  .cd-race .cd-plot { height: 9rem; }
  .cd-race dl { flex-direction: row; gap: 2rem; border: solid var(--rule); border-width: 1px 0 0; }
}
`
