import { redactLine } from '../brain/explain/redact.ts'
import type { Evidence } from '../domain/finding.ts'
import type { Seconds } from '../domain/units.ts'
import { MOST_UNREAD, type UnreadMinute } from '../edge/window/unread-lines.ts'
import { escapeText } from '../lib/escape-text.ts'

/** Seconds by the wall without a line, from which on a busy site counts as unseen. */
export const SILENT: Seconds = 60
/** Characters of a sample line that are shown. */
const SHOWN = 200

/** Too many lines of a minute could not be read. */
export function unreadEvidence({ share, file, sample }: UnreadMinute): Evidence {
  return {
    detector: 'reader',
    observed: Math.round(share * 1_000) / 10,
    expected: 0,
    limit: MOST_UNREAD * 100,
    unit: '% of lines refused',
    window: 60,
    baseline: null,
    lines: [escapeText(redactLine(sample), SHOWN)],
    about: escapeText(file, SHOWN),
  }
}

/** A log that was busy has had no line for so long. */
export function silenceEvidence(length: Seconds, files: string): Evidence {
  return {
    detector: 'silence',
    observed: Math.floor(length),
    expected: null,
    limit: SILENT,
    unit: 's without a line',
    window: SILENT,
    baseline: null,
    lines: [],
    about: escapeText(files, SHOWN),
  }
}
