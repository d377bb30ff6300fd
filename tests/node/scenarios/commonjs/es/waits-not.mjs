export const later = async () => await (1); export const member = { await: 2 }.await
