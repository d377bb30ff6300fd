/** How the panel looks. Colours are the app's own tokens where it has them. */

export const style = `
.sq { --dim: var(--muted, #777); --rule: var(--line, #8884); --box: var(--card, Canvas); --code: var(--mono, ui-monospace, monospace);
  display: grid; grid-template-columns: minmax(0, 1fr) 12rem; gap: .9rem; height: 100%; min-height: 24rem; }
.sq-main { display: flex; flex-direction: column; gap: .9rem; min-width: 0; min-height: 0; }
.sq-form { display: flex; flex-direction: column; gap: .6rem; }
.sq-sql { font: 13px/1.5 var(--code); padding: .6rem .75rem; color: inherit; background: var(--box); border: 1px solid var(--line-strong, var(--rule)); border-radius: var(--radius-small, 6px); resize: vertical; }
.sq-bar { display: flex; align-items: center; gap: .8rem; }
.sq-bar small, .sq-note { color: var(--dim); font-size: 12.5px; }
.sq-note { margin-left: auto; font-variant-numeric: tabular-nums; }
.sq-found, .sq-side { overflow: auto; background: var(--box); border: 1px solid var(--rule); border-radius: var(--radius, 10px); box-shadow: var(--shadow, none); }
.sq-found { flex: 1; min-height: 0; }
.sq-found table { width: max-content; border-collapse: collapse; font: 13px/1.5 var(--code); }
.sq-found th, .sq-found td { padding: .35rem 1rem; text-align: left; border-bottom: 1px solid var(--rule); white-space: pre; max-width: 30rem; overflow: hidden; text-overflow: ellipsis; }
.sq-found th { position: sticky; top: 0; background: var(--box); font-family: inherit; font-weight: 600; }
.sq-found .sq-number { text-align: right; font-variant-numeric: tabular-nums; }
.sq-found .sq-null, .sq-found .sq-blob, .sq-done { color: var(--dim); }
.sq-bad { color: var(--red, #b3372c); }
.sq-bad, .sq-done { margin: 0; padding: 1rem 1.1rem; }
.sq-side { padding: .8rem 1.1rem; }
.sq-tables { margin: .5rem 0 0; padding: 0; list-style: none; }
.sq-tables button { width: 100%; height: auto; padding: .3rem .4rem; border: 0; background: none; box-shadow: none; text-align: left; font: 13px var(--code); color: inherit; }
.sq-tables button:hover { background: var(--hover, #8881); }
`
