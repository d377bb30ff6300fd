export const part = '%part%'
