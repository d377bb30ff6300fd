/** A greeting, and to how many it has been said. */
export interface Greeting {
  text: string
  count: number
}

/**
 * Ask for a greeting.
 *
 * @example
 *     import { greet } from 'oro:__PLUGIN__'
 *     const { text } = await greet('Ada')
 */
export function greet (name: string, options?: { signal?: AbortSignal }): Promise<Greeting>

declare const module: { greet: typeof greet }
export default module
