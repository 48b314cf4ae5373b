import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs'
import { SourceError } from '../../domain/errors.ts'
import type { Bytes } from '../../domain/units.ts'
import { ChunkBuffer } from './chunk-buffer.ts'
import type { ChunkSink } from './chunk-sink.ts'

/** Reads one file from its beginning to its end, a chunk a call: plain, gzip (by its first bytes), or `-`, standard input. */
export class ReplayFile {
  readonly name: string
  /** Bytes of the file as it lies on disk; 0 when unknown. */
  readonly size: Bytes
  readonly #buffer: ChunkBuffer
  readonly #file: number
  #chunks: AsyncIterator<Buffer> | null = null
  #isPacked = false
  #position: Bytes = 0

  /** `opened`: its descriptor, which is closed at the end, when it is open already. Throws SourceError when the file cannot be read. */
  constructor(name: string, sink: ChunkSink, opened?: number) {
    this.name = name
    this.#buffer = new ChunkBuffer(sink)
    if (name === '-') {
      this.#file = -1
      this.size = 0
      this.#chunks = process.stdin[Symbol.asyncIterator]() as AsyncIterator<Buffer>
      return
    }
    try {
      this.#file = opened ?? openSync(name, 'r')
    } catch (cause) {
      throw cannotRead(name, cause as NodeJS.ErrnoException)
    }
    const stat = fstatSync(this.#file)
    this.size = stat.size
    if (stat.isDirectory()) {
      closeSync(this.#file)
      throw new SourceError(`${name} is a directory`, 'Name the log files in it, for instance with a glob.')
    }
    if (stat.isFile() && isGzip(this.#file)) this.#isPacked = true
  }

  /** Bytes of the file read so far. */
  get position(): Bytes {
    return this.#position
  }

  /** Reads one chunk and hands on its lines; false at the end, when the text behind the last line feed was handed on too. */
  next(): boolean | Promise<boolean> {
    if (this.#chunks !== null) return this.#nextChunk(this.#chunks)
    if (this.#isPacked) return this.#unpack()
    const length = this.#buffer.fill((bytes, offset, room) => this.#read(bytes, offset, room))
    this.#position += length
    if (length > 0) return true
    this.#buffer.finish()
    return false
  }

  close(): void {
    if (this.#isPacked && this.#chunks !== null) void this.#chunks.return?.()
    else if (this.#file >= 0) closeSync(this.#file)
  }

  #read(bytes: Buffer, offset: number, room: number): number {
    try {
      return readSync(this.#file, bytes, offset, room, null)
    } catch (cause) {
      throw cannotRead(this.name, cause as NodeJS.ErrnoException)
    }
  }

  async #nextChunk(chunks: AsyncIterator<Buffer>): Promise<boolean> {
    let result: IteratorResult<Buffer>
    try {
      result = await chunks.next()
    } catch (cause) {
      this.#buffer.finish()
      throw new SourceError(
        `${this.name}: the gzip data is damaged or cut off: ${(cause as Error).message}`,
        'What came before was counted. Check it with gzip -t, or leave the file out.',
        { cause },
      )
    }
    if (result.done) {
      this.#buffer.finish()
      return false
    }
    if (this.#file < 0) this.#position += result.value.length
    this.#buffer.push(result.value)
    return true
  }

  /** zlib is loaded for packed files only: most replays have none. */
  async #unpack(): Promise<boolean> {
    const { createGunzip } = await import('node:zlib')
    const packed = createReadStream(this.name, { fd: this.#file, start: 0, highWaterMark: 64 * 1_024 })
    packed.on('data', (chunk) => {
      this.#position += chunk.length
    })
    const text = createGunzip({ chunkSize: 256 * 1_024 })
    packed.on('error', (error) => text.destroy(error))
    this.#chunks = packed.pipe(text)[Symbol.asyncIterator]() as AsyncIterator<Buffer>
    return this.#nextChunk(this.#chunks)
  }
}

function isGzip(file: number): boolean {
  const magic = Buffer.alloc(2)
  return readSync(file, magic, 0, 2, 0) === 2 && magic[0] === 0x1f && magic[1] === 0x8b
}

function cannotRead(name: string, cause: NodeJS.ErrnoException): SourceError {
  const hints: Record<string, string> = {
    ENOENT: 'Check the path; `nginx -T | grep access_log` shows where nginx writes.',
    EACCES: 'Run as a user that may read it; on Debian access logs belong to group adm.',
  }
  return new SourceError(
    `cannot read ${name}: ${cause.code ?? cause.message}`,
    hints[cause.code ?? ''] ?? 'Check the file and the disk it lies on.',
    { cause },
  )
}
