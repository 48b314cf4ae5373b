import { localOffset } from '../../../lib/local-zone.ts'
import { HaproxyParser } from '../haproxy-parser.ts'
import type { LineFormat } from '../line-format.ts'
import { namedFormat } from '../named-format.ts'
import type { ZoneOffset } from '../wall-time-field.ts'

/** HAProxy's `option httplog`. Its date has no zone: it is that of HAProxy's host, taken to be the zone of this machine. */
export function haproxyFormat(zone: ZoneOffset = localOffset): LineFormat {
  return namedFormat({
    name: 'haproxy',
    title: 'HAProxy HTTP log',
    columns:
      'address: before the date, without its port; time: […], when the request began, in the zone of this machine; duration: last of five timers, ms; status and bytes: behind it; request: in quotes',
    time: 'start',
    parser: () => new HaproxyParser(zone),
  })
}

export const haproxy = haproxyFormat()
