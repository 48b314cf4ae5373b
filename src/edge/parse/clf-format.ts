import { VALID } from '../../domain/reject-reason.ts'
import { ClfParser, type ClfShape } from './clf-parser.ts'
import type { TimeMeaning } from './event-time.ts'
import type { LineFormat } from './line-format.ts'
import { endsAsTraefik } from './traefik-parser.ts'

/** A named format of the family of the Common Log Format. */
export function clfFormat(name: string, title: string, shape: ClfShape, time: TimeMeaning): LineFormat {
  const columns = columnsOf(shape)
  return {
    name,
    title,
    create({ onFormat } = {}) {
      onFormat?.({ name, columns, time })
      return new ClfParser(name, shape)
    },
    candidate() {
      const parser = new ClfParser(name, shape)
      const found = { parser, columns, time }
      return {
        name,
        // A line of Traefik's that its own parser refuses is not to be read by this one.
        recognise: (text, start, end, batch, row) =>
          !endsAsTraefik(text.bytes, start, end) && parser.parse(text, start, end, batch, row) === VALID ? found : null,
      }
    },
  }
}

function columnsOf({ vhost, agent }: ClfShape): string {
  const address = vhost ? 'address: word 2, behind host:port' : 'address: word 1'
  const rest = agent ? ', referer and agent not used' : ''
  return `${address}; time: […] before the first quote; request: in the first quotes; status and bytes: behind it${rest}`
}
