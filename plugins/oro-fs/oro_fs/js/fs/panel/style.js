/** How the panel looks. Colours are the app's own tokens where it has them. */

export const style = `
.fs { --fg: var(--text, CanvasText); --dim: var(--muted, #777); --pale: var(--faint, #999); --rule: var(--line, #8884); --box: var(--card, Canvas);
  --low: var(--sunken, #8881); --over: var(--hover, #8881); --gold: var(--accent, #94690f); --tint: var(--accent-soft, #d9a53529);
  --code: var(--mono, ui-monospace, monospace); display: flex; flex-direction: column; gap: .75rem; height: 100%; min-height: 22rem; container-type: inline-size; }
.fs svg { width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.3; stroke-linejoin: round; stroke-linecap: round; flex: none; }
.fs-bar { display: flex; gap: .5rem; align-items: center; }
.fs-bar button { flex: none; }
.fs-bar button.icon { width: 32px; padding: 0; display: grid; place-items: center; }
.fs-path { flex: 1; min-width: 0; height: 32px; display: flex; align-items: center; border: 1px solid var(--line-strong, var(--rule)); border-radius: var(--radius-small, 6px); background: var(--box); overflow: hidden; }
.fs-path:focus-within { outline: 2px solid var(--gold); outline-offset: -1px; }
.fs-path input { flex: 1; min-width: 0; height: 100%; border: 0; outline: 0; background: none; padding: 0 .75rem; font: 12.5px var(--code); }
.fs-crumbs { flex: 1; min-width: 0; display: flex; justify-content: flex-start; overflow-x: auto; scrollbar-width: none; padding: 0 .3rem; height: 100%; align-items: center; cursor: text; }
.fs-crumbs button { border: 0; background: none; padding: 0 .35rem; height: 24px; border-radius: 4px; color: var(--dim); font-weight: 400; flex: none; }
.fs-crumbs button:last-of-type { color: var(--fg); font-weight: 600; }
.fs-crumbs i { font-style: normal; color: var(--pale); flex: none; font-size: 12px; }
.fs-places { display: flex; flex-wrap: wrap; gap: .35rem; }
.fs-places button { height: 26px; font-size: 12.5px; padding: 0 .65rem; border-radius: 99px; border-color: var(--rule); color: var(--dim); }
.fs-places button[aria-pressed=true] { background: var(--tint); border-color: transparent; color: var(--accent-strong, var(--gold)); }
.fs-split { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(17rem, 5fr) minmax(0, 6fr); gap: .75rem; }
.fs-card { display: flex; flex-direction: column; min-width: 0; min-height: 0; overflow: hidden; background: var(--box); border: 1px solid var(--rule); border-radius: var(--radius, 10px); box-shadow: var(--shadow, none); }
.fs-list { container-type: inline-size; }
.fs-head, .fs-row { display: grid; grid-template-columns: minmax(0, 1fr) 4.3rem 8rem; align-items: center; gap: .6rem; padding: 0 .85rem 0 .7rem; }
.fs-head { flex: none; height: 34px; border-bottom: 1px solid var(--rule); padding-left: .45rem; }
.fs-head button { border: 0; background: none; color: var(--dim); font-size: 12.5px; padding: 0 .25rem; height: 24px; text-align: left; }
.fs-head button + button { text-align: right; padding-right: 0; }
.fs-head button[data-sort=up]::after { content: " ↑"; }
.fs-head button[data-sort=down]::after { content: " ↓"; }
.fs-rows { flex: 1; outline-offset: -2px; cursor: default; user-select: none; -webkit-user-select: none; }
.fs-row { font-size: 13px; color: var(--fg); }
.fs-row:hover { background: var(--over); }
.fs-row[aria-selected=true] { background: var(--tint); }
.fs-name { display: flex; align-items: center; gap: .55rem; min-width: 0; }
.fs-name > span { overflow: hidden; text-overflow: ellipsis; white-space: pre; }
.fs-name svg { color: var(--pale); }
.fs-row.folder svg { color: var(--gold); fill: var(--tint); }
.fs-row > :not(.fs-name) { text-align: right; color: var(--dim); font-size: 12.5px; font-variant-numeric: tabular-nums; white-space: nowrap; overflow: hidden; }
.fs-row.hidden .fs-name > span { color: var(--dim); }
.fs-row.fresh { animation: fs-fresh 2s ease-out; }
@keyframes fs-fresh { from { background: var(--tint); box-shadow: inset 3px 0 var(--gold); } }
.fs-odd { color: var(--red, #b3372c); font-family: var(--code); font-size: .88em; }
.fs-foot { flex: none; display: flex; gap: .8rem; align-items: center; min-height: 32px; padding: .3rem .85rem; white-space: nowrap; border-top: 1px solid var(--rule); color: var(--dim); font-size: 12.5px; font-variant-numeric: tabular-nums; }
.fs-foot .time { flex: 1; min-width: 0; overflow: hidden; }
.fs-foot .live::before { content: ""; display: inline-block; width: 7px; height: 7px; margin-right: .4rem; border-radius: 50%; background: var(--green, #2c7a4b); }
.fs-foot button { height: 26px; min-width: 34px; padding: 0 .5rem; font-size: 16px; line-height: 1; }
.fs-title button[aria-pressed=true] { background: var(--tint); color: var(--accent-strong, var(--gold)); }
.fs-title { flex: none; display: flex; align-items: center; gap: .6rem; padding: .6rem .6rem .55rem .95rem; min-height: 52px; border-bottom: 1px solid var(--rule); }
.fs-title > div:first-child { flex: 1; min-width: 0; }
.fs-title b { display: block; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: pre; }
.fs-title small { display: block; font-size: 12px; color: var(--dim); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.fs-title button { height: 28px; padding: 0 .7rem; }
.fs-view { flex: 1; min-height: 0; display: flex; flex-direction: column; position: relative; }
.fs-view textarea { flex: 1; width: 100%; resize: none; border: 0; outline: 0; padding: .8rem .95rem; background: none; color: inherit; font: 12.5px/1.6 var(--code); white-space: pre; tab-size: 4; }
.fs-hex { flex: 1; overflow: auto; margin: 0; padding: .8rem .95rem; font: 12.5px/1.65 var(--code); }
.fs-hex i { font-style: normal; color: var(--pale); }
.fs-hex b { font-weight: 400; color: var(--gold); }
.fs-stage { flex: 1; min-height: 0; display: grid; place-items: center; padding: 1rem; overflow: hidden; background: var(--low); }
.fs-stage > * { max-width: 100%; max-height: 100%; min-height: 0; }
.fs-stage img { border-radius: 3px; background: repeating-conic-gradient(#8883 0 25%, #8881 0 50%) 0 0 / 16px 16px; box-shadow: 0 1px 8px #0003; }
.fs-stage video { border-radius: 6px; background: #000; }
.fs-stage audio { width: min(26rem, 100%); }
.fs-empty { flex: 1; display: grid; place-content: center; gap: .3rem; text-align: center; padding: 2rem; color: var(--dim); }
.fs-empty svg { width: 40px; height: 40px; stroke-width: .7; color: var(--pale); justify-self: center; margin-bottom: .4rem; }
.fs-note { flex: none; display: flex; flex-wrap: wrap; gap: .4rem .6rem; align-items: center; padding: .5rem .95rem; background: var(--tint); font-size: 13px; }
.fs-note.bad { background: var(--red-soft, #b3372c1a); color: var(--red, #b3372c); }
.fs-note span { flex: 1; min-width: 12rem; }
.fs-note button { height: 26px; font-size: 12.5px; padding: 0 .6rem; }
@container (max-width: 370px) { .fs-head, .fs-row { grid-template-columns: minmax(0, 1fr) 4.3rem; } .fs-head > :last-child, .fs-row > :last-child { display: none; } .fs-foot .time { display: none; } .fs-foot > span:first-child { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; } }
@container (max-width: 720px) { .fs-split { grid-template-columns: minmax(14rem, 4fr) minmax(0, 5fr); } }
@container (max-width: 560px) { .fs-split { grid-template-columns: minmax(0, 1fr); grid-template-rows: minmax(11rem, 1fr) minmax(11rem, 1fr); } }
@media (prefers-reduced-motion: reduce) { .fs-row.fresh { animation: none; } }
`
