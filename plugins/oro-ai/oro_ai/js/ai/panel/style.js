/** How the panel looks. Colours are the app's own tokens where it has them. */

export const style = `
.lm { --dim: var(--muted, #777); --rule: var(--line, #8884); --box: var(--card, Canvas); --tint: var(--accent-soft, #d9a53529);
  --gold: var(--accent, #94690f); --code: var(--mono, ui-monospace, monospace);
  display: flex; flex-direction: column; gap: .7rem; height: 100%; min-height: 26rem; container-type: inline-size; }
.lm-form { display: flex; flex-wrap: wrap; gap: .6rem .8rem; align-items: center; }
.lm-name { flex: 1 1 16rem; min-width: 0; height: 32px; padding: 0 .75rem; font: 13px var(--code); }
.lm-name, .lm-field { color: inherit; background: var(--box); border: 1px solid var(--line-strong, var(--rule)); border-radius: var(--radius-small, 6px); }
.lm-field { flex: 1; min-width: 0; padding: .4rem .7rem; font: inherit; resize: none; }
.lm-field:disabled { opacity: .5; }
.lm-note { margin: 0; color: var(--dim); font-size: 12.5px; overflow-wrap: anywhere; }
.lm-bad { color: var(--red, #b3372c) !important; }
.lm-split { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 5fr) minmax(14rem, 2fr); gap: .9rem; }
.lm-card { display: flex; flex-direction: column; min-width: 0; min-height: 0; overflow: hidden; background: var(--box); border: 1px solid var(--rule); border-radius: var(--radius, 10px); box-shadow: var(--shadow, none); }
.lm-title { flex: none; display: flex; align-items: baseline; gap: .7rem; padding: .8rem 1.1rem .7rem; border-bottom: 1px solid var(--rule); }
.lm-title b { font-weight: 600; }
.lm-title span { margin-left: auto; color: var(--dim); font-size: 12.5px; font-variant-numeric: tabular-nums; text-align: right; }
.lm-said { flex: 1; min-height: 0; overflow: auto; display: flex; flex-direction: column; gap: .6rem; padding: 1rem 1.1rem; }
.lm-said p { margin: 0; max-width: 46rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.lm-person { align-self: flex-end; padding: .45rem .8rem; border-radius: 12px 12px 3px 12px; background: var(--tint); }
.lm-model:empty::after { content: '…'; color: var(--dim); }
.lm-hint { margin: 0; color: var(--dim); font-size: 12.5px; overflow-wrap: anywhere; }
.lm-ask { flex: none; display: flex; gap: .6rem; padding: .8rem 1.1rem; border-top: 1px solid var(--rule); align-items: end; }
.lm-ask input { max-width: 14rem; min-width: 0; align-self: center; font-size: 12.5px; }
.lm-ask input[hidden] { display: none; }
.lm-ask button { min-width: 4.6rem; }
.lm-pad { display: flex; flex-direction: column; gap: .7rem; padding: 1rem 1.1rem; overflow: auto; }
.lm-pad .lm-field { flex: none; }
.lm-pad button { align-self: start; }
.lm-number { font-size: 30px; line-height: 1.1; font-weight: 600; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.lm-number:empty, .lm-number:empty + .lm-bar { display: none; }
.lm-bar { height: 6px; border-radius: 3px; background: var(--sunken, #8882); overflow: hidden; }
.lm-bar i { display: block; height: 100%; width: 0; background: var(--gold); }
.lm-speech { flex: none; max-height: 14rem; }
.lm-speech .lm-pad:not(:has(select:not([hidden]), li)) { display: none; }
.lm-speech .lm-title:has(+ .lm-pad:not(:has(select:not([hidden]), li))) { border-bottom: 0; }
.lm-lines { margin: 0; padding: 0; list-style: none; font-size: 13px; }
.lm-lines:empty { display: none; }
.lm-lines li { display: flex; gap: 1rem; padding: .15rem 0; }
.lm-lines time { flex: none; min-width: 3.4rem; color: var(--dim); font-variant-numeric: tabular-nums; }
.lm-lines span { min-width: 0; overflow-wrap: anywhere; }
@container (max-width: 640px) { .lm-split { grid-template-columns: 1fr; grid-template-rows: minmax(14rem, 1fr) auto; } }
`
