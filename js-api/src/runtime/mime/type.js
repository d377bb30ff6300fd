/** MIME types, as Node's util has them. */

export { MIMEType } from '../../node/util/mime.js'
export { MIMEType as default } from '../../node/util/mime.js'
