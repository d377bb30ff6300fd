/** An adapter and the context that generates with it. */

import { ask, loaded } from '../call.js'

/** @typedef {import('./context.js').Context} Context */
/** @typedef {import('./lora.js').LoRA} LoRA */

/** An adapter attached to a context, as `LoRA.attach()` returns it. */
export class LoRAAttachment {
  /** Whether the context generates with it. */
  attached = false
  #scale

  /**
   * @param {LoRA} lora
   * @param {Context} context
   * @param {number} [scale] 1 unless given
   */
  constructor (lora, context, scale = 1) {
    this.lora = lora
    this.context = context
    this.#scale = scale
  }

  get scale () {
    return this.#scale
  }

  /**
   * Let the context generate with it from its next prompt on.
   * @param {{ scale?: number, signal?: AbortSignal }} [options] another scale
   * @returns {Promise<this>}
   */
  async attach ({ scale = this.#scale, signal } = {}) {
    await ask('ai.llm.lora.attach', { ...this.#ids(), scale }, { signal })
    this.#scale = scale
    this.attached = true
    return this
  }

  /**
   * Let the context generate without it from its next prompt on.
   * @param {{ signal?: AbortSignal }} [call]
   */
  async detach (call) {
    await ask('ai.llm.lora.detach', this.#ids(), call)
    this.attached = false
  }

  #ids () {
    return { id: loaded(this.lora.id, 'LoRA adapter'), context: loaded(this.context.id, 'context') }
  }
}
