/** The parameters of MIME types, as Node's util has them. */

export { MIMEParams } from '../util/mime.js'
export { MIMEParams as default } from '../util/mime.js'
