export { default } from 'punycode/punycode.es6.js'
