import { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { openKernel } from '../../lib/web-assembly.ts'
import type { JsonTemplate } from './json-template.ts'
import { POWERS } from './number-field.ts'
import { PATH_CLASSES } from './request-field.ts'
import type { TimeField } from './time-field.ts'

// Places in the memory, in bytes; the same as in kernel/layout.ts.
const CLASSES = 0x400
const POWERS_PLACE = 0x500
const PLAN = 0x1000
const TIME_TEXT = 0x8000
const COLUMNS = 0x9000
const TEXT = 0x10000
const TEXT_BYTES = 512 * 1_024
/** Pages of 64 KiB; the last one is room behind the text, as the kernel reads 16 bytes a step. */
const PAGES = 18

interface Exports {
  readonly next: { readonly value: number }
  setTime(second: number, millisecond: number, length: number, secondDigits: number): void
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
    new Float64Array(memory, POWERS_PLACE, POWERS.length).set(POWERS)
  }

  /** Null where there is no kernel: then the parsers read alone. */
  static open(): KernelRoom | null {
    const opened = openKernel('lines', { initial: PAGES, maximum: PAGES })
    return opened === null ? null : new KernelRoom(opened.memory.buffer, opened.exports as Exports)
  }

  /** Tells the kernel the last time text that `time` has read, if it does not know it; false when there is none. */
  setTime(time: TimeField): boolean {
    if (this.#time === time && this.#timeVersion === time.version) return time.length > 0
    this.#time = time
    this.#timeVersion = time.version
    time.copyText(this.#memory, TIME_TEXT)
    this.exports.setTime(time.second, time.millisecond, time.length, time.secondDigits)
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
