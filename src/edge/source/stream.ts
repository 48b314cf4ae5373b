import { ChunkBuffer } from './chunk-buffer.ts'
import type { ChunkSink } from './chunk-sink.ts'

/** Reads a stream to its end and hands on its lines; the stream waits while they are counted. */
export async function readStream(
  stream: AsyncIterable<Buffer>,
  sink: ChunkSink,
  afterChunk: () => void,
): Promise<void> {
  const buffer = new ChunkBuffer(sink)
  for await (const chunk of stream) {
    buffer.push(chunk)
    afterChunk()
  }
  buffer.finish()
  afterChunk()
}
