import { shortTime } from '../format/format-time.ts'
import { Trouble } from '../parts/states.tsx'
import { frame, live } from '../state/live.ts'

/** What must be known on every page: that values are old, that nothing is real, that bans are not in force, what is wrong. */
export function Banners() {
  const { state, since } = live.value
  const site = frame.value
  const troubles = site?.troubles ?? []
  const isDown = site?.enforcement.state === 'down'
  return (
    <div class="banners">
      {state === 'disconnected' && (
        <Trouble
          tone="act"
          trouble={{
            code: 'disconnected',
            message: `Disconnected since ${shortTime(since / 1_000)}.`,
            fix: 'What you see is the last that was told; it goes on by itself once Breakwater answers again.',
          }}
        />
      )}
      {site?.is_demo === true && (
        <div class="banner">
          <span class="badge-shape" aria-hidden="true">
            ○
          </span>
          <p>
            <strong>Demo.</strong> This site is simulated: its visitors, attacks and bans are not real.
          </p>
        </div>
      )}
      {isDown && !troubles.some(({ code }) => code === 'enforcement-down') && (
        <Trouble
          tone="act"
          trouble={{
            code: 'enforcement-down',
            message: `Bans are not in force: ${site.enforcement.trouble ?? 'the firewall does not take them'}.`,
            fix: 'Run "breakwater doctor" on the server.',
          }}
        />
      )}
      {troubles.map((trouble) => (
        <Trouble key={trouble.code} trouble={trouble} tone={trouble.code === 'enforcement-down' ? 'act' : 'look'} />
      ))}
    </div>
  )
}
