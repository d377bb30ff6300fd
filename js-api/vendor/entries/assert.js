export { default } from 'assert'
export { default as comparisons } from 'assert/build/internal/util/comparisons'
