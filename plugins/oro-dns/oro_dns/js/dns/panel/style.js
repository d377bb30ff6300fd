/** How the panel looks. Colours are the app's own tokens where it has them. */

export const style = `
.dn { --fg: var(--text, CanvasText); --dim: var(--muted, #777); --pale: var(--faint, #999); --rule: var(--line, #8884); --box: var(--card, Canvas);
  --gold: var(--accent, #94690f); --tint: var(--accent-soft, #d9a53529); --code: var(--mono, ui-monospace, monospace);
  display: flex; flex-direction: column; gap: .9rem; height: 100%; min-height: 24rem; container-type: inline-size; }
.dn-form { display: flex; flex-wrap: wrap; gap: .6rem .8rem; align-items: center; }
.dn-form input { height: 32px; padding: 0 .75rem; font: 13px var(--code); color: inherit; background: var(--box); border: 1px solid var(--line-strong, var(--rule)); border-radius: var(--radius-small, 6px); min-width: 0; }
.dn-form .name { flex: 1 1 14rem; }
.dn-form .server { flex: 0 1 12.5rem; }
.dn-split { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 5fr) minmax(13rem, 2fr); gap: .9rem; }
.dn-card { display: flex; flex-direction: column; min-width: 0; min-height: 0; overflow: hidden; background: var(--box); border: 1px solid var(--rule); border-radius: var(--radius, 10px); box-shadow: var(--shadow, none); }
.dn-title { flex: none; display: flex; align-items: baseline; gap: .7rem; padding: .8rem 1.1rem .7rem; border-bottom: 1px solid var(--rule); }
.dn-title b { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.dn-title span { margin-left: auto; color: var(--dim); font-size: 12.5px; white-space: nowrap; font-variant-numeric: tabular-nums; }
.dn-found { flex: 1; overflow: auto; margin: 0; padding: .4rem 0; list-style: none; }
.dn-found li { display: grid; grid-template-columns: 5.2rem minmax(0, 1fr); gap: .9rem; align-items: baseline; padding: .42rem 1.1rem; }
.dn-found li + li { border-top: 1px solid var(--rule); }
.dn-kind { justify-self: start; padding: 0 .5rem; border-radius: 99px; background: var(--tint); color: var(--accent-strong, var(--gold)); font-size: 12px; font-weight: 600; line-height: 20px; }
.dn-value { font: 13px/1.55 var(--code); overflow-wrap: anywhere; }
.dn-value small { color: var(--dim); font-size: 12px; margin-right: .9em; }
.dn-bad { padding: 1.2rem 1.1rem; color: var(--red, #b3372c); }
.dn-bad b { display: block; font: 600 14px var(--code); }
.dn-bad p { margin: .3rem 0 0; color: var(--fg); }
.dn-wait { padding: 1.2rem 1.1rem; color: var(--dim); }
.dn-past { flex: 1; overflow: auto; margin: 0; padding: .35rem; list-style: none; }
.dn-past button { display: grid; grid-template-columns: 4rem minmax(4.5rem, 1fr) minmax(0, auto); gap: .5rem; width: 100%; height: auto; padding: .3rem .55rem; border: 0; background: none; box-shadow: none; text-align: left; font-weight: 400; font-size: 12.5px; color: inherit; }
.dn-past button:hover { background: var(--hover, #8881); }
.dn-past i { font-style: normal; color: var(--dim); }
.dn-past i, .dn-past span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.dn-past span { font-family: var(--code); }
.dn-past .bad { grid-column: 2 / -1; color: var(--red, #b3372c); }
.dn-note { margin: 0; color: var(--pale); font-size: 12.5px; }
@container (max-width: 640px) { .dn-split { grid-template-columns: 1fr; grid-template-rows: minmax(0, 1fr) 9rem; } }
`
