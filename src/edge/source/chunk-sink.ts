import type { ByteText } from '../../domain/record-batch.ts'

/** Takes the bytes of one file in order. The text is reused: nothing of it may be kept after a call. */
export interface ChunkSink {
  /** Where the sink would like to have the bytes, of at least 512 KiB; a long line may lie elsewhere. */
  readonly room?: ByteText | undefined
  /** Takes the whole lines in [start, end) and returns the offset behind the last line feed: the rest comes again. */
  read(text: ByteText, start: number, end: number): number
  /** The file has ended with [start, end), which has no line feed. */
  finish(text: ByteText, start: number, end: number): void
  /** A line was longer than 1 MiB and has been dropped. */
  refuseLong(): void
  /** Lines of an earlier part of the file, which is not read: its headers, which say what the columns of the next lines hold. */
  preface?(text: ByteText): void
  /** A new file begins. */
  reset(): void
}
