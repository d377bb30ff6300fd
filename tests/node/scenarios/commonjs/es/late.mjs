export default "late"
