export default 'module'
