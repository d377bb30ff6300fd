export default 1; const whole = { whole: true }; export { whole as 'module.exports' }
