/** A greeting, and how many there were before. */
export interface Greeting {
  text: string
  earlier: number
}

/** Ask for a greeting. */
export function greet (name: string, tone?: 'plain' | 'loud'): Promise<Greeting>

declare const module: { greet: typeof greet }
export default module
