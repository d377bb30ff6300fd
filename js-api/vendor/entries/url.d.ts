export class Url {
  auth: string | null
  hash: string | null
  host: string | null
  hostname: string | null
  href: string
  path: string | null
  pathname: string | null
  protocol: string | null
  search: string | null
  slashes: boolean | null
  port: string | null
  query: any
}

declare const url: {
  Url: typeof Url
  parse (url: string, parseQueryString?: boolean, slashesDenoteHost?: boolean): Url
  format (url: string | URL | Partial<Url>, options?: { auth?: boolean, fragment?: boolean, search?: boolean, unicode?: boolean }): string
  resolve (from: string, to: string): string
  resolveObject (from: any, to: any): any
  domainToASCII (domain: string): string
  domainToUnicode (domain: string): string
}
export default url
