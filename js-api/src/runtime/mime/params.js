/** The parameters of MIME types, as Node's util has them. */

export { MIMEParams } from '../../node/util/mime.js'
export { MIMEParams as default } from '../../node/util/mime.js'
