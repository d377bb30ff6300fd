/** How the panel looks; colours are the showcase's tokens. */

export const style = `
.ct { display: flex; flex-direction: column; gap: .8rem; min-height: 0; }
.ct > * { flex: none; }
.ct-top { display: flex; align-items: center; justify-content: space-between; gap: 1rem; flex-wrap: wrap; }
.ct-notice { padding: .6rem .9rem; border-radius: var(--radius-small); background: var(--accent-soft); }
.ct-notice.bad { background: var(--red-soft); }
.ct > .ct-parts { flex: 1; display: grid; gap: .8rem; min-height: 0; grid-template: minmax(0, 1.15fr) minmax(0, 1fr) / minmax(0, 1fr) minmax(0, 1fr); }
.ct-parts > .card { display: flex; flex-direction: column; min-width: 0; min-height: 0; padding: 0; overflow: hidden; }
.ct-head { padding: .6rem 1rem; border-bottom: 1px solid var(--line); }
.ct-head b { font-weight: 600; }
.ct-code textarea { flex: 1; min-width: 0; padding: .8rem 1rem; border: 0; outline: 0; resize: none; background: none; color: inherit; font: 13px/1.55 var(--mono); tab-size: 2; }
.ct-code:focus-within { border-color: var(--accent); }
.ct-preview iframe { flex: 1; width: 100%; border: 0; background: #fff; }
.ct-preview [hidden] { display: none; }
.ct-empty { margin: auto; padding: 1rem; color: var(--muted); }
.ct-parts > .ct-console { grid-column: 1 / 3; }
.ct-screen { flex: 1; min-height: 0; display: flex; }
.ct-screen .oro-terminal { --terminal-back: var(--card); --terminal-text: var(--text); --terminal-cursor: var(--accent); }
@media (max-width: 760px) { .ct > .ct-parts { grid-template: minmax(14rem, 1fr) minmax(14rem, 1fr) minmax(12rem, 1fr) / minmax(0, 1fr); } .ct-parts > .ct-console { grid-column: 1; } }
`
