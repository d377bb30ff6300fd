/** MIME types, as Node's util has them. */

export { MIMEType } from '../util/mime.js'
export { MIMEType as default } from '../util/mime.js'
