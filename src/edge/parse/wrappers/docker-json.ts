import { ByteText } from '../../../domain/record-batch.ts'
import { BAD_LAYOUT, type RejectCode, TOO_LONG } from '../../../domain/reject-reason.ts'
import { decodeString, stringEnd } from '../json-scan.ts'
import type { InnerLine, LinePeeler, LineWrapper } from '../line-wrapper.ts'
import { ContainerStreams } from './container-streams.ts'
import { startsWith } from './prefix-scan.ts'

const HEAD = Buffer.from('{"log":"')
const STREAM = Buffer.from('","stream":"std')
const OUT = Buffer.from('out"')
const ERROR = Buffer.from('err"')
/** Bytes of the encoded text; what is decoded is never longer. */
const LONGEST = 65_536
const FEED = 0x0a
const RETURN = 0x0d
const CLOSE = 0x7d

/** `{"log":"the line\n","stream":"stdout","time":"…"}`, the order of Docker itself; a line without `\n` goes on in the next. */
export const dockerJson: LineWrapper = {
  name: 'docker json-file',
  title: "Docker's json-file",
  create: () => new DockerPeeler(),
}

class DockerPeeler implements LinePeeler {
  readonly #decoded = new ByteText(Buffer.alloc(LONGEST + 3))
  readonly #streams = new ContainerStreams()

  peel(text: ByteText, start: number, end: number, inner: InnerLine): RejectCode {
    const { bytes } = text
    if (!startsWith(bytes, start, end, HEAD) || bytes[end - 1] !== CLOSE) return BAD_LAYOUT
    const from = start + HEAD.length
    const close = stringEnd(text, from, end)
    const stop = close >> 1
    if (close < 0 || !startsWith(bytes, stop, end, STREAM)) return BAD_LAYOUT
    const isOut = startsWith(bytes, stop + STREAM.length, end, OUT)
    if (!isOut && !startsWith(bytes, stop + STREAM.length, end, ERROR)) return BAD_LAYOUT
    if (stop - from > LONGEST) return TOO_LONG
    let length = decodeString(bytes, from, stop, this.#decoded.bytes)
    const isWhole = length > 0 && this.#decoded.bytes[length - 1] === FEED
    if (isWhole) length--
    if (isWhole && length > 0 && this.#decoded.bytes[length - 1] === RETURN) length--
    inner.set(this.#decoded, 0, length)
    return this.#streams.accept(isOut, isWhole, inner)
  }

  bind(): void {
    this.#streams.bind()
  }
}
