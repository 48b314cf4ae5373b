import { readFileSync } from 'node:fs'
import { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import type { JsonTemplate } from './json-template.ts'
import { PATH_CLASSES } from './request-field.ts'
import type { TimeField } from './time-field.ts'

const MODULE = new URL('../../../kernel/lines.wasm', import.meta.url)

// Places in the memory, in bytes; the same as in kernel/layout.ts.
const CLASSES = 0x400
const PLAN = 0x1000
const TIME_TEXT = 0x8000
const COLUMNS = 0x9000
const TEXT = 0x10000
const TEXT_BYTES = 512 * 1_024
/** Pages of 64 KiB; the last one is room behind the text, as the kernel reads 16 bytes a step. */
const PAGES = 10

/** What of the WebAssembly JavaScript interface is used here; the types of Node 20 leave it out. */
interface WasmHost {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer }
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}
const wasm = (globalThis as unknown as { readonly WebAssembly: WasmHost }).WebAssembly

interface Exports {
  readonly next: { readonly value: number }
  setTime(second: number, millisecond: number, length: number): void
  setDurationScale(milliseconds: number): void
  readJsonLines(from: number, to: number, row: number): number
  readClfLines(from: number, to: number, row: number, agent: boolean): number
}

/**
 * The memory of one reader's kernel: the text of a chunk, the batch that its lines become, and what a parser tells the kernel.
 * The kernel (kernel/*.ts, WebAssembly) reads plain lines several times faster than the parsers; they give the same rows.
 */
export class KernelRoom {
  readonly text: ByteText
  readonly batch: RecordBatch
  readonly exports: Exports
  readonly #memory: Buffer
  #time: TimeField | null = null
  #timeVersion = -1
  #plan: JsonTemplate | null = null
  #isPlanned = false

  private constructor(memory: ArrayBuffer, exports: Exports) {
    this.#memory = Buffer.from(memory)
    this.text = new ByteText(Buffer.from(memory, TEXT, TEXT_BYTES))
    this.batch = new RecordBatch(memory, COLUMNS)
    this.exports = exports
    this.#memory.set(PATH_CLASSES, CLASSES)
  }

  /** Null where the kernel was not built, or where there is no address space for one more: then the parsers read alone. */
  static open(): KernelRoom | null {
    const module = compiled()
    if (module === null) return null
    try {
      const memory = new wasm.Memory({ initial: PAGES, maximum: PAGES })
      const instance = new wasm.Instance(module, { env: { memory } })
      return new KernelRoom(memory.buffer, instance.exports as Exports)
    } catch {
      return null
    }
  }

  /** Tells the kernel the last time text that `time` has read, if it does not know it; false when there is none. */
  setTime(time: TimeField): boolean {
    if (this.#time === time && this.#timeVersion === time.version) return time.length > 0
    this.#time = time
    this.#timeVersion = time.version
    time.copyText(this.#memory, TIME_TEXT)
    this.exports.setTime(time.second, time.millisecond, time.length)
    return time.length > 0
  }

  /** Tells the kernel the shape of JSON lines; false when it is too long. `scale`: milliseconds of a unit of the duration. */
  setPlan(template: JsonTemplate, scale: number): boolean {
    if (this.#plan !== template) {
      this.#plan = template
      this.#isPlanned = template.plan(this.#memory, PLAN, TIME_TEXT - PLAN)
      this.exports.setDurationScale(scale)
    }
    return this.#isPlanned
  }
}

let module: object | null | undefined

function compiled(): object | null {
  if (module !== undefined) return module
  try {
    module = new wasm.Module(readFileSync(MODULE))
  } catch {
    module = null
  }
  return module
}
