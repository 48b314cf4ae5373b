import { shortTime } from '../format/format-time.ts'
import { Trouble } from '../parts/states.tsx'
import { frame, live, publicFrame } from '../state/live.ts'

const DOWN = 'enforcement-down'

/** What must be known on every page: that values are old, that nothing is real, that bans are not in force, what is wrong. */
export function Banners() {
  const site = frame.value
  const troubles = site?.troubles ?? []
  const isDown = site?.enforcement.state === 'down' && !troubles.some(({ code }) => code === DOWN)
  return (
    <section class="banners" aria-label="Notices">
      <Disconnected />
      {site?.is_demo === true && <Demo />}
      {isDown && (
        <Trouble
          tone="act"
          trouble={{
            code: DOWN,
            message: `Bans are not in force: ${site.enforcement.trouble ?? 'the firewall does not take them'}.`,
            fix: 'Run "breakwater doctor" on the server.',
          }}
        />
      )}
      {troubles.map((trouble) => (
        <Trouble key={trouble.code} trouble={trouble} tone={trouble.code === DOWN ? 'act' : 'look'} />
      ))}
    </section>
  )
}

/** The same for everybody, who need not know what is wrong inside. */
export function PublicBanners() {
  return (
    <section class="banners" aria-label="Notices">
      <Disconnected />
      {publicFrame.value?.is_demo === true && <Demo />}
    </section>
  )
}

function Disconnected() {
  const { state, since } = live.value
  if (state !== 'disconnected') return null
  return (
    <Trouble
      tone="act"
      trouble={{
        code: 'disconnected',
        message: `Disconnected since ${shortTime(since / 1_000)}.`,
        fix: 'What you see is the last that was told; it goes on by itself once Breakwater answers again.',
      }}
    />
  )
}

function Demo() {
  return (
    <div class="banner">
      <span class="badge-shape" aria-hidden="true">
        ○
      </span>
      <p>
        <strong>Demo.</strong> This site is simulated: its visitors, attacks and bans are not real.
      </p>
    </div>
  )
}
