import type { Profile } from '../../../../src/domain/profile.ts'
import type { SettingView } from '../../../../src/domain/site-desk.ts'

/** An option that a replay may change. */
export interface LabLimit {
  /** `bans.ladder` */
  readonly option: string
  readonly label: string
  readonly hint: string
  readonly type: 'number' | 'list' | 'text'
  /** Only rules of this profile look at it; left out: all do. */
  readonly profile?: Profile
  /** What holds when the server does not tell. */
  readonly usual: string
}

export const LAB_LIMITS: readonly LabLimit[] = [
  {
    option: 'alarms.max_false_per_week',
    label: 'False alarms a week',
    hint: 'that the site may have at most, over all its metrics; more: it notices more',
    type: 'number',
    profile: 'calibrated',
    usual: '1',
  },
  {
    option: 'classic.z',
    label: 'z',
    hint: 'deviations above the mean that a rate may have',
    type: 'number',
    profile: 'classic',
    usual: '3',
  },
  {
    option: 'classic.multiplier',
    label: 'Multiplier',
    hint: 'times the mean that a rate may have',
    type: 'number',
    profile: 'classic',
    usual: '5',
  },
  {
    option: 'classic.floor',
    label: 'Floor, requests/s',
    hint: 'that mean and deviation count as, at least',
    type: 'number',
    profile: 'classic',
    usual: '1',
  },
  {
    option: 'ceiling.per_second',
    label: 'Ceiling, requests in 1 s',
    hint: 'of one source; one more bans it',
    type: 'number',
    profile: 'classic',
    usual: '300',
  },
  {
    option: 'ceiling.per_10_seconds',
    label: 'Ceiling, requests in 10 s',
    hint: 'of one source; one more bans it',
    type: 'number',
    profile: 'classic',
    usual: '1000',
  },
  {
    option: 'bans.ladder',
    label: 'Length of bans',
    hint: 'of the first, second, … offence, such as 10m, 2h, permanent',
    type: 'list',
    usual: '10m, 30m, 2h, permanent',
  },
  {
    option: 'format',
    label: 'Log format',
    hint: 'auto, combined, …; for a log that another server wrote',
    type: 'text',
    usual: 'auto',
  },
]

/** Limits that rules of a profile look at. */
export function limitsOf(profile: Profile): readonly LabLimit[] {
  return LAB_LIMITS.filter((limit) => limit.profile === undefined || limit.profile === profile)
}

/** What is in effect now, as the form holds it. */
export function limitValues(settings: readonly SettingView[]): Readonly<Record<string, string>> {
  const known = new Map(settings.map(({ option, value }) => [option, value]))
  return Object.fromEntries(
    LAB_LIMITS.map(({ option, type, usual }) => [option, shown(known.get(option) ?? usual, type)]),
  )
}

/** Those that differ from `usual`, as a configuration file would hold them. What is no number goes as it is: the server says what is wrong with it. */
export function changedOptions(
  profile: Profile,
  values: Readonly<Record<string, string>>,
  usual: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const options: Record<string, unknown> = {}
  for (const { option, type } of limitsOf(profile)) {
    const value = (values[option] ?? '').trim()
    if (value === '' || value === usual[option]) continue
    const [group, name] = option.split('.') as [string, string | undefined]
    if (name === undefined) options[group] = written(value, type)
    else options[group] = { ...(options[group] as object | undefined), [name]: written(value, type) }
  }
  return options
}

/** `{classic: {z: 4}}` as people read it: `classic.z 4`. */
export function optionWords(options: Readonly<Record<string, unknown>>): string {
  return Object.entries(options)
    .flatMap(([group, value]) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.entries(value).map(([name, one]) => `${group}.${name} ${plain(one)}`)
        : [`${group} ${plain(value)}`],
    )
    .join(', ')
}

function shown(value: string, type: LabLimit['type']): string {
  return type === 'list' ? items(value).join(', ') : value.replace(/^["']|["']$/g, '')
}

function written(value: string, type: LabLimit['type']): unknown {
  if (type === 'list') return items(value)
  return type === 'number' && Number.isFinite(Number(value)) ? Number(value) : value
}

/** Of a list in YAML in either form, or with commas. */
function items(value: string): string[] {
  return value
    .replace(/^\s*\[|\]\s*$/g, '')
    .split(/[,\n]/)
    .map((item) =>
      item
        .replace(/^\s*-\s+/, '')
        .trim()
        .replace(/^["']|["']$/g, ''),
    )
    .filter((item) => item !== '')
}

function plain(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value)
}
