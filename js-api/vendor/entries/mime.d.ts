export class MIMEType {
  constructor (text: string)
  type: string
  subtype: string
  readonly essence: string
  readonly parameters: Map<string, string>
}
