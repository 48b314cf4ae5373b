import { createHash } from 'node:crypto'
import type { FileIdentity } from '../../domain/read-position.ts'
import { ChunkBuffer } from './chunk-buffer.ts'
import type { ChunkSink } from './chunk-sink.ts'
import { handHeaders } from './file-headers.ts'
import type { FileFacts, TailFileSystem } from './tail-files.ts'

/** Bytes of the beginning that tell a file from another that took its place or its inode. */
const HEAD = 1_024
const LOOK_BACK = 1 << 20

/** A beginning this long tells a file from all others, whatever became of the number of its device in a reboot. */
const TELLING = 128

/** One open file that grows, or is cut and written anew. */
export class FollowedFile {
  readonly device: number
  readonly inode: number
  position = 0
  /** Time of the last growth. */
  grew: number
  readonly #files: TailFileSystem
  readonly #file: number
  readonly #buffer: ChunkBuffer
  readonly #sink: ChunkSink
  #head: Buffer = Buffer.alloc(0)
  #hash: string | null = null
  #size = 0
  #modified = Number.NaN

  constructor(files: TailFileSystem, file: number, facts: FileFacts, sink: ChunkSink, now: number) {
    this.#files = files
    this.#file = file
    this.#buffer = new ChunkBuffer(sink)
    this.#sink = sink
    this.device = facts.device
    this.inode = facts.inode
    this.grew = now
    this.#size = facts.size
    this.#growHead(facts.size)
  }

  /** Its position is that of the first line that is not read whole. */
  get identity(): FileIdentity {
    const { device, inode, position } = this
    this.#hash ??= hashOf(this.#head)
    return {
      ...{ device, inode, head: { length: this.#head.length, hash: this.#hash } },
      position: Math.max(0, position - this.unfinished),
    }
  }

  /** Bytes written and not read, as of the last look. */
  get lag(): number {
    return Math.max(0, this.#size - this.position)
  }

  /** Bytes of an unfinished line. */
  get unfinished(): number {
    return this.#buffer.carried
  }

  is(facts: FileFacts): boolean {
    return facts.device === this.device && facts.inode === this.inode
  }

  /** Whether this is the file of `identity`, grown or not. */
  continues({ device, inode, head, position }: FileIdentity): boolean {
    if (this.inode !== inode || this.#size < position || this.#head.length < head.length) return false
    if (this.device !== device && head.length < TELLING) return false
    return hashOf(this.#head.subarray(0, head.length)) === head.hash
  }

  /** Goes behind the last whole line, so that reading begins with the next one. */
  seekEnd(): void {
    const from = Math.max(0, this.#size - LOOK_BACK)
    const tail = Buffer.alloc(this.#size - from)
    const length = this.#files.read(this.#file, tail, 0, tail.length, from)
    const feed = tail.subarray(0, length).lastIndexOf(0x0a)
    this.position = feed >= 0 ? from + feed + 1 : from === 0 ? 0 : from + length
  }

  /** Before the first read from a later place than the beginning: hands on the headers that stand before it. */
  handHeaders(): void {
    const read = (bytes: Buffer, from: number) => this.#files.read(this.#file, bytes, 0, bytes.length, from)
    handHeaders(read, this.position, this.#sink)
  }

  /** Whether the file was cut and perhaps filled again since the last look; it is read from 0 then. */
  wasTruncated(now: number): boolean {
    const facts = this.#files.facts(this.#file)
    if (facts.size === this.#size && facts.modified === this.#modified) return false
    if (facts.size !== this.#size) this.grew = now
    this.#size = facts.size
    this.#modified = facts.modified
    if (facts.size >= this.position && this.#headIsSame()) {
      this.#growHead(facts.size)
      return false
    }
    this.position = 0
    this.#buffer.reset()
    this.#head = Buffer.alloc(0)
    this.#hash = null
    this.#growHead(facts.size)
    return true
  }

  /** Reads up to `most` bytes and hands on their lines; returns the bytes read. */
  read(most: number): number {
    let total = 0
    while (total < most) {
      const length = this.#buffer.fill((bytes, offset, room) =>
        this.#files.read(this.#file, bytes, offset, room, this.position),
      )
      if (length === 0) break
      this.position += length
      total += length
    }
    this.#size = Math.max(this.#size, this.position)
    return total
  }

  close(): void {
    this.#files.close(this.#file)
  }

  #headIsSame(): boolean {
    const head = Buffer.alloc(this.#head.length)
    const length = this.#files.read(this.#file, head, 0, head.length, 0)
    return length === head.length && head.equals(this.#head)
  }

  #growHead(size: number): void {
    const wanted = Math.min(HEAD, size)
    if (wanted <= this.#head.length) return
    const head = Buffer.alloc(wanted)
    this.#head = head.subarray(0, this.#files.read(this.#file, head, 0, wanted, 0))
    this.#hash = null
  }
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
