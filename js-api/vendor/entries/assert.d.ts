export class AssertionError extends Error {
  constructor (options: { message?: string, actual?: any, expected?: any, operator?: string, stackStartFn?: Function })
  actual: any
  expected: any
  operator: string
  generatedMessage: boolean
  code: 'ERR_ASSERTION'
}
type Message = string | Error

export interface Assert {
  (value: any, message?: Message): asserts value
  AssertionError: typeof AssertionError
  fail (message?: Message): never
  ok (value: any, message?: Message): asserts value
  equal (actual: any, expected: any, message?: Message): void
  notEqual (actual: any, expected: any, message?: Message): void
  deepEqual (actual: any, expected: any, message?: Message): void
  notDeepEqual (actual: any, expected: any, message?: Message): void
  strictEqual (actual: any, expected: any, message?: Message): void
  notStrictEqual (actual: any, expected: any, message?: Message): void
  deepStrictEqual (actual: any, expected: any, message?: Message): void
  notDeepStrictEqual (actual: any, expected: any, message?: Message): void
  throws (fn: () => any, error?: any, message?: Message): void
  doesNotThrow (fn: () => any, error?: any, message?: Message): void
  rejects (promise: Promise<any> | (() => Promise<any>), error?: any, message?: Message): Promise<void>
  doesNotReject (promise: Promise<any> | (() => Promise<any>), error?: any, message?: Message): Promise<void>
  ifError (value: any): void
  match (text: string, pattern: RegExp, message?: Message): void
  doesNotMatch (text: string, pattern: RegExp, message?: Message): void
  strict: Assert
}
declare const assert: Assert
export default assert
export const comparisons: { isDeepEqual (a: any, b: any): boolean, isDeepStrictEqual (a: any, b: any): boolean }
