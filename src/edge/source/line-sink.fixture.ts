import type { ByteText } from '../../domain/record-batch.ts'
import type { ChunkSink } from './chunk-sink.ts'

/** Keeps every line it is given as text. */
export class LineSink implements ChunkSink {
  readonly lines: string[] = []
  long = 0

  read(text: ByteText, start: number, end: number): number {
    let at = start
    for (;;) {
      const feed = text.bytes.indexOf(0x0a, at)
      if (feed < 0 || feed >= end) return at
      this.lines.push(text.bytes.toString('utf8', at, feed))
      at = feed + 1
    }
  }

  finish(text: ByteText, start: number, end: number): void {
    this.lines.push(text.bytes.toString('utf8', start, end))
  }

  refuseLong(): void {
    this.long++
  }

  reset(): void {}
}
