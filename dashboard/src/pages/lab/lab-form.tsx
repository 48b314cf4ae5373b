import { useId, useState } from 'preact/hooks'
import { PROFILES, type Profile } from '../../../../src/domain/profile.ts'
import type { LabFile } from '../../../../src/domain/replay-lab.ts'
import type { SettingView } from '../../../../src/domain/site-desk.ts'
import { type ApiProblem, problemOf } from '../../api/api-problem.ts'
import { getJson, send } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayWrite, wantsLogin } from '../../api/session.ts'
import { author } from '../../orders/ban-orders.ts'
import { Panel } from '../../parts/panel.tsx'
import { Loaded } from '../../parts/states.tsx'
import { frame } from '../../state/live.ts'
import { FileList } from './file-list.tsx'
import { changedOptions, limitsOf, limitValues } from './lab-limits.ts'
import type { LabJob } from './lab-words.ts'

/** What to play, and with which limits. */
export function LabForm({ onStarted }: { onStarted: (job: LabJob) => void }) {
  const files = useResource('lab files', (signal) => getJson<readonly LabFile[]>('/api/v1/lab/files', {}, signal))
  const settings = useResource('settings', (signal) => getJson<readonly SettingView[]>('/api/v1/settings', {}, signal))
  const [chosen, setChosen] = useState<readonly string[] | null>(null)
  const [profile, setProfile] = useState<Profile | null>(null)
  const [changed, setChanged] = useState<Readonly<Record<string, string>>>({})
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const picked = chosen ?? files.value?.slice(0, 1).map(({ id }) => id) ?? []
  const rules = profile ?? frame.value?.profile ?? PROFILES[0]
  const usual = limitValues(settings.value ?? [])
  const start = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!mayWrite.value) {
      wantsLogin.value = true
      return
    }
    setBusy(true)
    setProblem(null)
    try {
      const options = changedOptions(rules, { ...usual, ...changed }, usual)
      const body = { author: author(), files: picked, profile: rules, options }
      onStarted(await send<LabJob>('POST', '/api/v1/lab/replays', { body }))
    } catch (error) {
      setProblem(problemOf(error))
    }
    setBusy(false)
  }
  return (
    <form class="columns" onSubmit={start}>
      <Panel title="What to play">
        <FileList files={files} chosen={picked} onChange={setChosen} />
      </Panel>
      <Panel title="With which limits" note="as they are now, until you change them">
        <div class="form">
          <fieldset class="choice">
            <legend class="quiet small">Rules</legend>
            {PROFILES.map((name) => (
              <button key={name} type="button" aria-pressed={name === rules} onClick={() => setProfile(name)}>
                {name}
              </button>
            ))}
          </fieldset>
          <Loaded of={settings} lines={4}>
            {() => <LimitFields profile={rules} usual={usual} changed={changed} onChange={setChanged} />}
          </Loaded>
          {problem !== null && (
            <div class="failed" role="alert">
              <p>
                <strong>Not started:</strong> {problem.message}
              </p>
              {problem.fix !== '' && <p class="quiet">{problem.fix}</p>}
            </div>
          )}
          <div class="form-actions">
            {picked.length === 0 && <span class="quiet">Choose a log first.</span>}
            <button type="submit" class="button button-main" disabled={isBusy || picked.length === 0}>
              {isBusy ? 'One moment' : mayWrite.value ? 'Play it' : 'Sign in to play it'}
            </button>
          </div>
        </div>
      </Panel>
    </form>
  )
}

function LimitFields({
  profile,
  usual,
  changed,
  onChange,
}: {
  profile: Profile
  usual: Readonly<Record<string, string>>
  changed: Readonly<Record<string, string>>
  onChange: (changed: Readonly<Record<string, string>>) => void
}) {
  const id = useId()
  return (
    <div class="limits">
      {limitsOf(profile).map(({ option, label, hint, type }) => {
        const value = changed[option] ?? usual[option] ?? ''
        return (
          <div key={option} class={`field ${type === 'number' ? '' : 'field-wide'}`}>
            <label for={`${id}-${option}`}>
              {label}
              {value !== usual[option] && <span class="badge-look"> △ now {usual[option]}</span>}
            </label>
            <input
              id={`${id}-${option}`}
              value={value}
              inputMode={type === 'number' ? 'decimal' : 'text'}
              autoComplete="off"
              spellcheck={false}
              aria-describedby={`${id}-${option}-hint`}
              onInput={({ currentTarget }) => onChange({ ...changed, [option]: currentTarget.value })}
            />
            <span id={`${id}-${option}-hint`} class="quiet">
              {hint}
            </span>
          </div>
        )
      })}
    </div>
  )
}
