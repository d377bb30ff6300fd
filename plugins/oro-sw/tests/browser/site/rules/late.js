globalThis.late = 'late'
