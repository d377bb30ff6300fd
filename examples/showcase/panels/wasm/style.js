/** How the panel looks; colours are the showcase's tokens. */

export const style = `
.wa > .segments { align-self: start; }
.wa-split { display: grid; grid-template-columns: minmax(17rem, 21rem) minmax(0, 1fr); gap: 1rem; height: 100%; min-height: 0; }
.wa-split > .card { display: flex; flex-direction: column; min-width: 0; min-height: 0; overflow: hidden; }
.wa-drop { display: grid; gap: .15rem; margin: .8rem; padding: .8rem .9rem; border: 1.5px dashed var(--line-strong); border-radius: var(--radius-small); background: var(--sunken); }
.wa-drop.over { border-color: var(--accent); background: var(--accent-soft); }
.wa-name { display: flex; align-items: center; gap: .6rem; min-width: 0; }
.wa-name b { font-size: 15px; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.wa-name .badge { margin-left: auto; }
.wa-link { height: auto; padding: 0; border: 0; background: none; color: var(--accent-strong); text-decoration: underline; font-weight: 400; }
.wa-link:hover { background: none; }
.wa-scroll { flex: 1; min-height: 0; overflow: auto; padding: 0 1.1rem; }
.wa-scroll > p { padding: .2rem 0 .6rem; overflow-wrap: anywhere; }
.wa-title { padding: .5rem 0 .4rem; font-size: 12px; font-weight: 600; color: var(--faint); }
.wa-wants { display: grid; gap: .15rem; margin: 0 -.5rem .4rem; }
.wa-wants label { display: flex; gap: .65rem; padding: .35rem .5rem; border-radius: var(--radius-small); }
.wa-wants label:hover { background: var(--hover); }
.wa-wants li.faint { padding: .35rem .5rem; }
.wa-wants input { flex: none; width: 15px; height: 15px; margin: .2rem 0 0; accent-color: var(--accent); }
.wa-wants label > span { display: grid; min-width: 0; }
.wa-wants b { font-weight: 500; }
.wa-limits { display: grid; gap: .5rem; padding-bottom: 1rem; }
.wa-limits .oro-choice { display: flex; justify-content: space-between; }
.wa-foot { display: flex; align-items: center; gap: .6rem; padding: .7rem .9rem; border-top: 1px solid var(--line); }
.wa-foot select { max-width: 8rem; }
.wa-terminal { flex: 1; display: flex; flex-direction: column; min-height: 0; }
.wa-screen { flex: 1; min-height: 5rem; overflow: auto; padding: .9rem 1.1rem; line-height: 1.6; white-space: pre-wrap; overflow-wrap: anywhere; }
.wa-screen:empty::after { content: attr(data-empty); color: var(--faint); font-family: var(--sans); font-size: 13px; }
.wa-screen .err { color: var(--red); }
.wa-screen .in { color: var(--accent-strong); }
.wa-screen .end { display: block; margin-top: .5rem; color: var(--faint); font-style: italic; }
.wa-say { display: flex; gap: .6rem; padding: .65rem .9rem; border-top: 1px solid var(--line); }
.wa-say input { flex: 1; }
.wa-functions { flex: none; max-height: 40%; overflow: auto; padding: .6rem .9rem; border-top: 1px solid var(--line); background: var(--sunken); }
.wa-functions form { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; padding: .2rem 0; }
.wa-functions input { flex: 0 1 7rem; }
.wa-functions output { color: var(--green); overflow-wrap: anywhere; min-width: 0; }
.wa-functions output.bad { color: var(--red); }
.wa-code { flex: 1; display: flex; min-height: 0; overflow: auto; font: 13px/1.55 var(--mono); }
.wa-code pre { flex: none; margin: 0; padding: .9rem .6rem .9rem .9rem; font: inherit; text-align: right; color: var(--faint); user-select: none; -webkit-user-select: none; }
.wa-code pre .bad { color: var(--red); font-weight: 700; }
.wa-code textarea { flex: 1; min-width: 0; padding: .9rem 1rem .9rem .3rem; border: 0; outline: 0; resize: none; background: none; color: inherit; font: inherit; white-space: pre; overflow: hidden; tab-size: 2; }
.wa-said { flex: none; max-height: 35%; overflow: auto; padding: .6rem .9rem; border-top: 1px solid var(--line); background: var(--sunken); font-size: 12.5px; }
.wa-said li { display: flex; gap: .7rem; padding: .1rem 0; overflow-wrap: anywhere; }
.wa-said .line { color: var(--faint); white-space: nowrap; }
.wa-said .error { color: var(--red); }
.wa-head { display: flex; align-items: center; gap: .7rem; padding: .8rem 1.1rem .7rem; border-bottom: 1px solid var(--line); }
.wa-head b { font-weight: 600; }
.wa-halves { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
.wa-frame { flex: 1; display: grid; place-items: center; min-height: 0; padding: .9rem; background: var(--sunken); }
.wa-fractal { width: auto; max-width: 100%; max-height: 100%; border-radius: var(--radius-small); cursor: zoom-in; }
.wa-foot .bad { color: var(--red); }
.wa-wit .end { color: var(--faint); font-style: italic; }
.wa-wit { flex: 1; margin: 0; overflow: auto; padding: .9rem 1.1rem; white-space: pre-wrap; }
@media (max-width: 760px) { .wa-split { grid-template-columns: minmax(0, 1fr); grid-template-rows: auto minmax(18rem, 1fr); height: auto; } }
`
