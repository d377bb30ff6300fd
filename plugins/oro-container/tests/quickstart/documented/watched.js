// Run before the documented code: publishes its packages, and lets the test see the container that it boots.
import ipc from 'oro:ipc'
import { WebContainer } from '@webcontainer/api'

const published = ipc.request('packages.publish', { names: 'express nodemon' })
const { boot } = WebContainer

/** Resolves with the container; null where its packages were not fetched. @type {Promise<WebContainer | null>} */
export const booted = new Promise((resolve) => {
  WebContainer.boot = async (options) => {
    const { data } = await published
    const container = await boot.call(WebContainer, options)
    resolve(data ? container : null)
    return container
  }
})
