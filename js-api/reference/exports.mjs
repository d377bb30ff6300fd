// The exports of a module, each with the declarations it has and the members of classes and interfaces.

import ts from 'typescript'
import { Comment, declared, declaredType, tidy } from './declarations.mjs'

/** @typedef {'Functions' | 'Classes' | 'Values' | 'Types' | 'Modules'} Kind */
/** @typedef {{ name: string, kind: Kind, text: string, comments: Comment[], members: Member[] }} Export */
/** @typedef {{ name: string, text: string, comments: Comment[] }} Member */

/** The lines of a type above which only its first ones are shown. */
const SHOWN = 40

/**
 * Return what a module exports, by name, its default export left out.
 * @param {ts.TypeChecker} checker
 * @param {ts.SourceFile} file
 * @returns {Export[]}
 */
export function exportsOf(checker, file) {
  const symbol = checker.getSymbolAtLocation(file)
  if (!symbol) return []
  const found = checker.getExportsOfModule(symbol).filter((each) => each.name !== 'default')
  const all = found.flatMap((each) => exported(checker, each.name, resolved(checker, each)) ?? [])
  return all.sort((one, other) => (one.name < other.name ? -1 : 1))
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 * @returns {ts.Symbol}
 */
function resolved(checker, symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/**
 * @param {ts.TypeChecker} checker
 * @param {string} name
 * @param {ts.Symbol} symbol
 * @returns {Export | undefined}
 */
function exported(checker, name, symbol) {
  const nodes = symbol.declarations ?? []
  if (nodes.length === 0) return undefined
  const [first] = nodes
  const comments = nodes.map((node) => new Comment(node))
  if (comments.some((comment) => comment.internal)) return undefined
  if (ts.isSourceFile(first) || ts.isModuleDeclaration(first)) return { name, kind: 'Modules', text: '', comments: [], members: [] }
  if (ts.isClassLike(first) || ts.isInterfaceDeclaration(first)) {
    const kind = ts.isInterfaceDeclaration(first) ? 'Types' : 'Classes'
    return { name, kind, text: heading(name, first), comments, members: nodes.flatMap((node) => membersOf(name, node)) }
  }
  if (ts.isTypeAliasDeclaration(first)) {
    const other = imported(checker, first)
    const found = other && exported(checker, name, other)
    if (found) return { ...found, kind: 'Types' }
    return { name, kind: 'Types', text: clipped(declaredType(first)), comments, members: [] }
  }
  if (ts.isFunctionDeclaration(first)) {
    const functions = nodes.filter(ts.isFunctionDeclaration)
    return { name, kind: 'Functions', text: functions.map(declared).join('\n'), comments, members: [] }
  }
  const type = checker.getTypeOfSymbolAtLocation(symbol, first)
  const signatures = type.getCallSignatures()
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.WriteArrayAsGenericType
  if (signatures.length > 0 && type.getConstructSignatures().length === 0) {
    const text = signatures.map((each) => name + checker.signatureToString(each, first, flags)).join('\n')
    return { name, kind: 'Functions', text: tidy(text), comments, members: [] }
  }
  return { name, kind: 'Values', text: clipped(tidy(`${name}: ${checker.typeToString(type, first, flags)}`)), comments, members: [] }
}

/**
 * Return the symbol that a type is another name of, as in `type Tea = import('./tea.js').Tea`.
 * @param {ts.TypeChecker} checker
 * @param {ts.TypeAliasDeclaration} node
 * @returns {ts.Symbol | undefined}
 */
function imported(checker, { type }) {
  if (!ts.isImportTypeNode(type) || !type.qualifier) return undefined
  const symbol = checker.getSymbolAtLocation(type.qualifier)
  return symbol && resolved(checker, symbol)
}

/**
 * Return a class or an interface up to its members.
 * @param {string} name
 * @param {ts.ClassLikeDeclaration | ts.InterfaceDeclaration} node
 * @returns {string}
 */
function heading(name, node) {
  const word = ts.isInterfaceDeclaration(node) ? 'interface' : 'class'
  const parents = (node.heritageClauses ?? []).map((clause) => ` ${tidy(clause.getText())}`).join('')
  return `${word} ${name}${parents}`
}

/**
 * Return the documented members of a class or an interface, those of one name together.
 * @param {string} owner
 * @param {ts.Node} node
 * @returns {Member[]}
 */
function membersOf(owner, node) {
  if (!ts.isClassLike(node) && !ts.isInterfaceDeclaration(node)) return []
  /** @type {Map<string, Member>} */
  const members = new Map()
  for (const member of node.members) {
    const comment = new Comment(member)
    const name = ts.isConstructorDeclaration(member) ? 'constructor' : (member.name?.getText() ?? '')
    if (comment.internal || isHidden(member) || !/^[A-Za-z[]/.test(name)) continue
    const text = ts.isConstructorDeclaration(member) ? `new ${owner}${declared(member).replace(/^constructor/, '')}` : declared(member)
    const same = members.get(name)
    if (same) same.text += `\n${text}`
    members.set(name, same ?? { name, text, comments: [] })
    members.get(name)?.comments.push(comment)
  }
  return [...members.values()]
}

/** @param {ts.Node} member */
function isHidden(member) {
  const flags = ts.getCombinedModifierFlags(/** @type {ts.Declaration} */ (member))
  return (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0
}

/** @param {string} text */
function clipped(text) {
  const lines = text.split('\n')
  return lines.length <= SHOWN ? text : [...lines.slice(0, SHOWN), '  // …'].join('\n')
}
