import type { ByteText } from '../../../domain/record-batch.ts'
import { BAD_LAYOUT, type RejectCode } from '../../../domain/reject-reason.ts'
import type { InnerLine, LinePeeler, LineWrapper } from '../line-wrapper.ts'
import { ContainerStreams } from './container-streams.ts'
import { looksIso, startsWith, wordEnd } from './prefix-scan.ts'

const OUT = Buffer.from(' stdout ')
const ERROR = Buffer.from(' stderr ')
const FULL = 0x46
const PARTIAL = 0x50
const BLANK = 0x20
const COLON = 0x3a

/** `2026-03-02T09:15:01.123456789Z stdout F the line` of containerd and CRI-O; P: the line goes on in the next. */
export const kubernetesCri: LineWrapper = {
  name: 'kubernetes cri',
  title: 'Kubernetes container log (CRI)',
  create: () => new CriPeeler(),
}

class CriPeeler implements LinePeeler {
  readonly #streams = new ContainerStreams()

  peel(text: ByteText, start: number, end: number, inner: InnerLine): RejectCode {
    const { bytes } = text
    if (!looksIso(bytes, start, end)) return BAD_LAYOUT
    const stamp = wordEnd(bytes, start, end)
    const isOut = startsWith(bytes, stamp, end, OUT)
    if (!isOut && !startsWith(bytes, stamp, end, ERROR)) return BAD_LAYOUT
    const tag = stamp + OUT.length
    const kind = bytes[tag]
    // Tags are a list, parted by colons; the first one tells.
    if (tag + 1 >= end || (kind !== FULL && kind !== PARTIAL)) return BAD_LAYOUT
    if (bytes[tag + 1] !== BLANK && bytes[tag + 1] !== COLON) return BAD_LAYOUT
    inner.set(text, Math.min(end, wordEnd(bytes, tag, end) + 1), end)
    return this.#streams.accept(isOut, kind === FULL, inner)
  }

  bind(): void {
    this.#streams.bind()
  }
}
