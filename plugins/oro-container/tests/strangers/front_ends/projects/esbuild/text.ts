export const text: string = 'first'
