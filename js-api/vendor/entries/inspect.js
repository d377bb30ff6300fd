export { default } from 'node-inspect-extracted'
