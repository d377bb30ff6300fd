const TEXT = `
.oro-terminal {
  --terminal-text: #26242e; --terminal-back: #ffffff; --terminal-cursor: #5740d6;
  --terminal-0: #26242e; --terminal-1: #b02a37; --terminal-2: #23734a; --terminal-3: #8a5a00; --terminal-4: #2456b8;
  --terminal-5: #8a3fa0; --terminal-6: #0f6f7c; --terminal-7: #6d697c; --terminal-8: #7a7688; --terminal-9: #c63644;
  --terminal-10: #2b8a58; --terminal-11: #9d6900; --terminal-12: #2f68d8; --terminal-13: #a04cba; --terminal-14: #128190;
  --terminal-15: #4b4858;
  position: relative; width: 100%; height: 100%; min-height: 0; color: var(--terminal-text); background: var(--terminal-back);
}
@media (prefers-color-scheme: dark) {
  .oro-terminal {
    --terminal-text: #e6e4ee; --terminal-back: #121118; --terminal-cursor: #a797ff;
    --terminal-0: #3a3746; --terminal-1: #f3909a; --terminal-2: #74c594; --terminal-3: #e6b95f; --terminal-4: #82aaff;
    --terminal-5: #d2a0ee; --terminal-6: #74cdd8; --terminal-7: #c9c6d6; --terminal-8: #8d899d; --terminal-9: #ffa8b0;
    --terminal-10: #92dcae; --terminal-11: #f5d07e; --terminal-12: #a5c2ff; --terminal-13: #e2bcf7; --terminal-14: #97e0e9;
    --terminal-15: #ffffff;
  }
}
.oro-terminal-lines {
  position: absolute; inset: 8px 0 8px 12px; overflow-x: hidden; overflow-y: auto; outline: 0; white-space: pre;
  font: 12.5px/1.45 ui-monospace, "JetBrains Mono", "SF Mono", "Cascadia Mono", "Noto Sans Mono", "DejaVu Sans Mono", monospace;
}
.oro-terminal-measure { position: absolute; visibility: hidden; }
.oro-terminal .cursor { box-shadow: inset 0 0 0 1px var(--terminal-cursor); }
.oro-terminal:focus-within .cursor { background: var(--terminal-cursor) !important; color: var(--terminal-back) !important; }
.oro-terminal-keyboard {
  position: absolute; left: 0; bottom: 0; width: 1px; height: 1px; padding: 0; border: 0; outline: 0; opacity: 0; resize: none;
  min-height: 0;
}
`
/** @type {CSSStyleSheet | undefined} */
let sheet

/** The style sheet of terminals; colours are custom properties. @returns {CSSStyleSheet} */
export function terminalStyle () {
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(TEXT)
  }
  return sheet
}
