export { default } from 'buffer'
