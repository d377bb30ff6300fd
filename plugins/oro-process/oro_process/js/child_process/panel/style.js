/** How the panel looks. Colours are the app's own tokens where it has them. */

export const style = `
.pr { --dim: var(--muted, #777); --rule: var(--line, #8884); --box: var(--card, Canvas); --gold: var(--accent, #94690f);
  --tint: var(--accent-soft, #d9a53529); --code: var(--mono, ui-monospace, monospace); --bad: var(--red, #b3372c);
  display: flex; flex-direction: column; gap: .9rem; height: 100%; min-height: 24rem; container-type: inline-size; }
.pr-form, .pr-say { display: flex; flex-wrap: wrap; gap: .6rem .8rem; align-items: center; }
.pr-say { flex: none; padding: .6rem .8rem; border-top: 1px solid var(--rule); }
.pr-form input, .pr-say input { flex: 1 1 14rem; height: 32px; padding: 0 .75rem; font: 13px var(--code); color: inherit; background: var(--box); border: 1px solid var(--line-strong, var(--rule)); border-radius: var(--radius-small, 6px); min-width: 0; }
.pr-split { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 5fr) minmax(13rem, 2fr); gap: .9rem; }
.pr-card { display: flex; flex-direction: column; min-width: 0; min-height: 0; overflow: hidden; background: var(--box); border: 1px solid var(--rule); border-radius: var(--radius, 10px); box-shadow: var(--shadow, none); }
.pr-title { flex: none; display: flex; align-items: baseline; gap: .7rem; padding: .8rem 1.1rem .7rem; border-bottom: 1px solid var(--rule); }
.pr-title b { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.pr-title span { margin-left: auto; color: var(--dim); font-size: 12.5px; white-space: nowrap; font-variant-numeric: tabular-nums; }
.pr-output { flex: 1; overflow: auto; padding: .8rem 1.1rem; font: 13px/1.55 var(--code); white-space: pre-wrap; overflow-wrap: anywhere; }
.pr-output .stderr { color: var(--bad); }
.pr-output .stdin { color: var(--accent-strong, var(--gold)); }
.pr-output .end { display: block; margin-top: .5rem; color: var(--dim); font-style: italic; }
.pr-list { flex: 1; overflow: auto; margin: 0; padding: .35rem; list-style: none; }
.pr-list button { display: grid; gap: .05rem; width: 100%; height: auto; padding: .35rem .55rem; border: 0; background: none; box-shadow: none; text-align: left; font-weight: 400; font-size: 12.5px; color: inherit; }
.pr-list button:hover { background: var(--hover, #8881); }
.pr-list button[aria-current] { background: var(--tint); }
.pr-list span, .pr-list i { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.pr-list span { font-family: var(--code); }
.pr-list i { font-style: normal; color: var(--dim); }
.pr-list .on { color: var(--accent-strong, var(--gold)); }
.pr-list .bad { color: var(--bad); }
@container (max-width: 640px) { .pr-split { grid-template-columns: 1fr; grid-template-rows: minmax(0, 1fr) 9rem; } }
`
