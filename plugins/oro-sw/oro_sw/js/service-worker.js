/**
 * Service workers of the app's origin: `navigator.serviceWorker` and its classes.
 * @module
 * @atonce
 */

import { ServiceWorkerContainer } from './service-worker/container.js'
import { OURS } from './service-worker/shared/constructors.js'

export { ServiceWorkerContainer }
export { Cache, CacheStorage, caches } from './service-worker/scope/caches.js'
export { ExtendableEvent, ExtendableMessageEvent, FetchEvent } from './service-worker/events.js'
export { Context } from './service-worker/context.js'
export { Environment, env } from './service-worker/env.js'
export { ServiceWorker } from './service-worker/instance.js'
export { answer } from './service-worker/documents/questions.js'
export { NavigationPreloadManager, ServiceWorkerRegistration } from './service-worker/registration.js'

/** The one of this document; null in workers. */
export const container = 'document' in globalThis ? new ServiceWorkerContainer(OURS) : null
export default container
