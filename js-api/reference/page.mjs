// The page of a module, as Markdown.

import ts from 'typescript'

/** @import { Comment } from './declarations.mjs' */
/** @import { Export, Kind, Member } from './exports.mjs' */

/** @type {Kind[]} */
const KINDS = ['Modules', 'Functions', 'Classes', 'Values', 'Types']

/**
 * @param {{ name: string, from: string, text: string, exports: Export[] }} module
 * @returns {string}
 */
export function page({ name, from, text, exports }) {
  const parts = [`# \`oro:${name}\``, `From ${from}.`, prose(text)]
  for (const kind of KINDS) {
    const some = exports.filter((each) => each.kind === kind)
    const short = some.filter(isShort)
    if (some.length > 0) parts.push(`## ${kind}`, ...some.filter((each) => !isShort(each)).flatMap(section))
    if (short.length > 0) parts.push(short.map((each) => `- \`${each.text || each.name}\``).join('\n'))
  }
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

/**
 * Return whether a line says everything: a constant without a comment, or a module within this one.
 * @param {Export} each
 */
function isShort({ kind, text, comments }) {
  if (kind === 'Modules') return true
  return kind === 'Values' && !text.includes('\n') && comments.every((comment) => commented(comment).every((part) => !part))
}

/** @param {Export} each */
function section(each) {
  const members = each.members.flatMap((member) => [`#### \`${each.name}.${member.name}\``, ...body(member)])
  return [`### \`${each.name}\``, ...body(each), ...members]
}

/** @param {Member} each */
function body({ text, comments }) {
  return [fence(text, 'ts'), ...unique(comments.flatMap(commented))]
}

/** @param {Comment} comment */
function commented({ text, parameters, returns, throws, examples }) {
  if (!text && returns && parameters.length === 0) return [`Returns ${item(returns)}.`]
  const lines = parameters.filter((each) => each.text).map((each) => `- \`${each.name}\`: ${item(each.text)}`)
  if (returns) lines.push(`- returns ${item(returns)}`)
  lines.push(...throws.filter(Boolean).map((each) => `- throws ${item(each)}`))
  return [prose(text), lines.join('\n'), ...examples.map((each) => fence(each, 'js'))]
}

/**
 * Return the text of a comment: its indented examples become blocks of code, and angle brackets stay what they are.
 * @param {string} text
 */
function prose(text) {
  const blocks = text.split(/\n\s*\n/)
  /** @type {string[]} */
  const parts = []
  for (const block of blocks) {
    if (!/^ {4}/.test(block)) parts.push(escaped(block))
    else if (parts.at(-1)?.startsWith('```')) parts.push(`${parts.pop()?.slice(0, -4)}\n\n${unindented(block)}\n\`\`\``)
    else parts.push(fence(unindented(block), languageOf(block)))
  }
  return parts.join('\n\n')
}

/**
 * Return the language of an example: a protocol's grammar, say, is no JavaScript.
 * @param {string} code
 */
function languageOf(code) {
  if (/^\s*</.test(code)) return 'html'
  const { diagnostics } = ts.transpileModule(code, { reportDiagnostics: true })
  return diagnostics?.length ? 'text' : 'js'
}

/** @param {string} text */
function item(text) {
  return escaped(text).replace(/\s*\n\s*/g, ' ')
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/(`[^`]*`)|</g, (found, code) => code ?? '\\<')
}

/** @param {string} block */
function unindented(block) {
  return block.replace(/^ {4}/gm, '')
}

/**
 * @param {string} text
 * @param {string} language
 */
function fence(text, language) {
  return `\`\`\`${language}\n${text}\n\`\`\``
}

/** @param {string[]} parts */
function unique(parts) {
  return [...new Set(parts)].filter(Boolean)
}
