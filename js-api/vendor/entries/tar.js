import tar from 'tar-stream'
export const { extract, pack } = tar
