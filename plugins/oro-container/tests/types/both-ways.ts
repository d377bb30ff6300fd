/** Everything that `@webcontainer/api` declares is declared by `oro:container`, and either can stand for the other. */

import type * as Theirs from '@webcontainer/api'
import type * as Ours from 'oro:container'
import type * as Alias from 'oro:container/webcontainer-api'

type Is<From extends To, To> = From
/** Without private members, which make a class of its own of every class. */
type Public<T> = Pick<T, keyof T>
/** Their kinds of messages are an enumeration, which takes no texts though it is made of them. */
type Plain<T> = T extends { type: infer Kind extends string } ? Omit<T, 'type'> & { type: `${Kind}` } : never
/** Of what takes such messages, all else. */
type Container<T> = Omit<Public<T>, 'on'>

export type Names = [
  Is<Exclude<keyof typeof Theirs, 'WebContainer' | 'PreviewMessageType'>, keyof typeof Ours>,
  Is<keyof typeof Theirs, keyof typeof Ours>,
  Is<keyof typeof Theirs, keyof typeof Alias>,
]

/** Programs written for theirs run with ours. */
export type OursForTheirs = [
  Is<Container<Ours.WebContainer>, Container<Theirs.WebContainer>>,
  Is<Container<Alias.WebContainer>, Container<Theirs.WebContainer>>,
  Is<Ours.FileSystemAPI, Theirs.FileSystemAPI>,
  Is<Ours.WebContainerProcess, Theirs.WebContainerProcess>,
  Is<Ours.FileSystemTree, Theirs.FileSystemTree>,
  Is<Ours.DirEnt<string>, Theirs.DirEnt<string>>,
  Is<Ours.IFSWatcher, Theirs.IFSWatcher>,
  Is<Ours.AuthAPI, Theirs.AuthAPI>,
  Is<Ours.CodeEvent, Theirs.CodeEvent>,
  Is<Plain<Ours.PreviewMessage>, Plain<Theirs.PreviewMessage>>,
  Is<typeof Ours.configureAPIKey, typeof Theirs.configureAPIKey>,
  Is<typeof Ours.reloadPreview, typeof Theirs.reloadPreview>,
]

/** What programs have made by the types of theirs is taken by ours. */
export type TheirsForOurs = [
  Is<Theirs.BootOptions, Ours.BootOptions>,
  Is<Theirs.SpawnOptions, Ours.SpawnOptions>,
  Is<Theirs.ExportOptions, Ours.ExportOptions>,
  Is<Theirs.LoadFilesOptions, Ours.LoadFilesOptions>,
  Is<Theirs.PreviewScriptOptions, Ours.PreviewScriptOptions>,
  Is<Theirs.FileSystemTree, Ours.FileSystemTree>,
  Is<Theirs.FSWatchOptions, Ours.FSWatchOptions>,
  Is<Theirs.FSWatchCallback, Ours.FSWatchCallback>,
  Is<Theirs.BufferEncoding, Ours.BufferEncoding>,
  Is<Theirs.DirEnt<string>, Ours.DirEnt<string>>,
  Is<Theirs.IFSWatcher, Ours.IFSWatcher>,
  Is<Theirs.AuthAPI, Ours.AuthAPI>,
  Is<Theirs.AuthInitOptions, Ours.AuthInitOptions>,
  Is<Theirs.AuthFailedError, Ours.AuthFailedError>,
  Is<Theirs.PortListener, Ours.PortListener>,
  Is<Theirs.ServerReadyListener, Ours.ServerReadyListener>,
  Is<Theirs.ErrorListener, Ours.ErrorListener>,
  Is<Theirs.OpenListener, Ours.OpenListener>,
  Is<Theirs.CodeListener, Ours.CodeListener>,
  Is<Theirs.CodeEvent, Ours.CodeEvent>,
  Is<Plain<Theirs.PreviewMessage>, Plain<Ours.PreviewMessage>>,
  Is<typeof Theirs.configureAPIKey, typeof Ours.configureAPIKey>,
  Is<typeof Theirs.reloadPreview, typeof Ours.reloadPreview>,
]

/** Each event has the same listeners; those of previews as far as an enumeration allows. */
export function listen (container: Ours.WebContainer, theirs: Theirs.WebContainer): void {
  const port: Theirs.PortListener = (number, type, url) => { const texts: [number, 'open' | 'close', string] = [number, type, url]; void texts }
  const code: Theirs.CodeListener = (type, { files }) => { void [type, files[0]?.line] }
  for (const each of [container, theirs]) {
    each.on('port', port)
    each.on('server-ready', (number, url) => { void [number.toFixed(), url.length] })
    each.on('error', ({ message }) => { void message.length })
    each.on('xdg-open', (text) => { void text.length })
    each.on('code', code)
    each.on('preview-message', (message) => { void [message.previewId, message.port, message.pathname] })()
  }
}
