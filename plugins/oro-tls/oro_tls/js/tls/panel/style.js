/** How the panel looks. Colours are the app's own tokens where it has them. */

export const style = `
.st { --fg: var(--text, CanvasText); --dim: var(--muted, #777); --pale: var(--faint, #999); --rule: var(--line, #8884); --box: var(--card, Canvas);
  --gold: var(--accent, #94690f); --tint: var(--accent-soft, #d9a53529); --code: var(--mono, ui-monospace, monospace);
  display: flex; flex-direction: column; gap: .9rem; height: 100%; min-height: 24rem; container-type: inline-size; }
.st input { height: 32px; padding: 0 .75rem; font: 13px var(--code); color: inherit; background: var(--box); border: 1px solid var(--line-strong, var(--rule)); border-radius: var(--radius-small, 6px); min-width: 0; }
.st-form { display: flex; flex-wrap: wrap; gap: .6rem .8rem; align-items: center; }
.st-form .place { flex: 1 1 14rem; }
.st-split { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) minmax(15rem, 1fr); gap: .9rem; }
.st-card { display: flex; flex-direction: column; min-width: 0; min-height: 0; overflow: hidden; background: var(--box); border: 1px solid var(--rule); border-radius: var(--radius, 10px); box-shadow: var(--shadow, none); }
.st-title { flex: none; padding: .8rem 1.1rem .7rem; border-bottom: 1px solid var(--rule); }
.st-title b { font-weight: 600; }
.st-facts { flex: 1; overflow: auto; margin: 0; padding: .5rem 1.1rem; display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .5rem .9rem; align-content: start; }
.st-facts dt { color: var(--dim); font-size: 12.5px; line-height: 1.55; }
.st-facts dd { margin: 0; font: 13px/1.55 var(--code); overflow-wrap: anywhere; }
.st-said { flex: 1; overflow: auto; margin: 0; padding: .8rem 1.1rem; list-style: none; display: flex; flex-direction: column; gap: .4rem; }
.st-said li { max-width: 85%; padding: .3rem .7rem; border-radius: 10px; font: 13px/1.5 var(--code); white-space: pre-wrap; overflow-wrap: anywhere; }
.st-said .mine { align-self: flex-end; background: var(--tint); }
.st-said .theirs { align-self: flex-start; border: 1px solid var(--rule); }
.st-talk { flex: none; display: flex; gap: .6rem; padding: .7rem; border-top: 1px solid var(--rule); }
.st-talk .words { flex: 1; }
.st-bad { grid-column: 1 / -1; color: var(--red, #b3372c); }
.st-bad b { display: block; font: 600 14px var(--code); overflow-wrap: anywhere; }
.st-bad p { margin: .3rem 0 0; color: var(--fg); overflow-wrap: anywhere; }
.st-note { margin: 0; color: var(--pale); font-size: 12.5px; }
@container (max-width: 640px) { .st-split { grid-template-columns: 1fr; grid-template-rows: minmax(12rem, 1fr) auto; } }
`
