import { FormatError } from '../../domain/errors.ts'
import { type Field, NUMBER_BYTE, type Shape, type Token } from './log-format-variables.ts'

/** What a time directive writes; `moment` is that of the request. */
export interface ApacheTime {
  readonly tokens: readonly Token[]
  readonly moment: 'start' | 'end'
}

const CLF: Shape = { type: 'fixed', length: 26 }
const NUMBER: Shape = { type: 'set', mask: NUMBER_BYTE }

/** Forms of strftime that are `dd/Mon/yyyy:hh:mm:ss ±zzzz`, but for brackets of their own around it. */
const CLF_FORMS: readonly string[] = [
  '%d/%b/%Y:%H:%M:%S %z',
  '%d/%b/%Y:%T %z',
  '%d/%h/%Y:%H:%M:%S %z',
  '%d/%h/%Y:%T %z',
]

/** The tokens of `%t` or `%{…}t`; a form that cannot be read gives a loose token without a field. */
export function apacheTime(written: string, argument: string): ApacheTime {
  const moment = /^end(:|$)/.test(argument) ? 'end' : 'start'
  const form = argument.replace(/^(begin|end)(:|$)/, '')
  const token = (shape: Shape, field: Field | null): Token => ({ type: 'variable', name: written, shape, field })
  const literal = (text: string): Token => ({ type: 'literal', text })
  const tell = (...tokens: Token[]): ApacheTime => ({ tokens, moment })

  if (form === '') return tell(literal('['), token(CLF, 'time-local'), literal(']'))
  if (CLF_FORMS.includes(form)) return tell(token(CLF, 'time-local'))
  if (form.startsWith('[') && form.endsWith(']') && CLF_FORMS.includes(form.slice(1, -1))) {
    return tell(literal('['), token(CLF, 'time-local'), literal(']'))
  }
  if (form === 'sec' || form === '%s') return tell(token({ type: 'fixed', length: 10 }, 'msec'))
  if (form === 'msec') return tell(token({ type: 'fixed', length: 13 }, 'msec'))
  if (form === 'usec')
    return tell(token({ type: 'fixed', length: 13 }, 'msec'), token({ type: 'fixed', length: 3 }, null))
  if (form === 'msec_frac' || form === 'usec_frac') return tell(token(NUMBER, null))
  return tell(token({ type: 'loose' }, null))
}

/** Why the times of a format that has none that can be read cannot be. */
export function unreadableTime(written: readonly string[]): FormatError {
  const [first] = written
  if (first === undefined) return new FormatError('the log format has no time (%t)', 'Add %t to the LogFormat.')
  return new FormatError(
    `the log format writes its time as ${first}, which does not tell the moment without doubt`,
    'Use %t, %{usec}t or %{%d/%b/%Y:%H:%M:%S %z}t: a date, a time and a zone, in one directive.',
  )
}
