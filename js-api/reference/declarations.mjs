// The text of a declaration as an editor shows it, and what its comment says.

import ts from 'typescript'

/**
 * Print a declaration without comments, modifiers and the paths of imported types.
 * @param {ts.Node} node
 * @returns {string}
 */
export function declared(node) {
  const printed = printer
    .printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
    .replace(/^(export |declare |default |function |const )+/, '')
    .replace(/;$/, '')
  const text = tidy(printed)
  return ts.isFunctionLike(node) && text.length > WIDTH && !text.includes('\n') ? onLines(text, node) : text
}

/** The length of a line above which parameters have a line each. */
const WIDTH = 96

/**
 * Put each parameter of a declaration on a line of its own.
 * @param {string} text
 * @param {ts.SignatureDeclaration} node
 */
function onLines(text, node) {
  const parameters = node.parameters.map((parameter) => tidy(parameter.getText()).replace(/\s*\n\s*/g, ' '))
  const all = parameters.join(', ')
  const lines = parameters.map((parameter) => `\n  ${parameter},`).join('')
  return text.replace(`(${all})`, () => `(${lines}\n)`)
}

/**
 * Print a type with the comments of its members.
 * @param {ts.TypeAliasDeclaration} node
 * @returns {string}
 */
export function declaredType(node) {
  return tidy(node.getText().replace(/^(export |declare )+/, '').replace(/;$/, ''))
}

/**
 * Take the paths of imported types out of a declaration, and half of its indentation.
 * @param {string} text
 * @returns {string}
 */
export function tidy(text) {
  return text
    .replace(/import\(["'][^"']*["']\)\./g, '')
    .replace(/^( {4})+/gm, (spaces) => spaces.slice(spaces.length / 2))
}

const printer = ts.createPrinter({ removeComments: true })

/** What a comment says: its text, then what it says of parameters, result and errors. */
export class Comment {
  /** @param {ts.Node} node */
  constructor(node) {
    const tags = ts.getJSDocTags(node)
    const own = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).findLast((each) => !isOfFile(each))
    this.text = textOf(own?.comment)
    this.parameters = tags.filter(ts.isJSDocParameterTag).map((tag) => ({ name: tag.name.getText(), text: textOf(tag.comment) }))
    this.returns = textOf(tags.find(ts.isJSDocReturnTag)?.comment)
    this.throws = tags.filter(ts.isJSDocThrowsTag).map((tag) => textOf(tag.comment))
    this.examples = tags.filter((tag) => tag.tagName.text === 'example').map((tag) => textOf(tag.comment))
    this.internal = tags.some((tag) => tag.tagName.text === 'internal' || tag.tagName.text === 'private')
  }
}

/**
 * Return whether a comment is about a whole file: the first one, after which its script has an empty line or an import.
 * @param {ts.JSDoc} comment
 * @returns {boolean}
 */
function isOfFile(comment) {
  const { fileName, text } = comment.getSourceFile()
  if (text.slice(0, comment.pos).trim()) return false
  const script = ts.sys.readFile(fileName.replace(/\/dts\/(?!.*\/dts\/)/, '/js/').replace(/\.d\.ts$/, '.js'))
  return script !== undefined && /^\s*\/\*\*(?:(?!\*\/)[^])*\*\/\n(?:\n|import\b)/.test(script)
}

/**
 * Return the comment of a module: the first of its file, which has a tag `@module`.
 * @param {ts.SourceFile} file
 * @returns {string}
 */
export function moduleText(file) {
  const found = /^\s*\/\*\*(.*?)\*\//s.exec(file.text)
  if (!found || !found[1].includes('@module')) return ''
  const lines = found[1].split('\n').map((line) => line.replace(/^\s*\* ?/, ''))
  return lines.filter((line) => !line.startsWith('@')).join('\n').trim()
}

/**
 * @param {string | ts.NodeArray<ts.JSDocComment> | undefined} comment
 * @returns {string}
 */
function textOf(comment) {
  return (ts.getTextOfJSDocComment(comment) ?? '').replace(/^- /, '').trim()
}
