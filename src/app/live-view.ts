import { SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { Screen } from '../lib/screen.ts'
import type { Engine } from './engine.ts'
import { LiveRecord } from './live-record.ts'
import { SnapshotScreen } from './snapshot-screen.ts'

/** The screen of `run`: drawn once a second, and after each key. */
export class LiveView extends LiveRecord {
  readonly log: Logger
  readonly #screen: SnapshotScreen
  readonly #clock: Clock
  #engine: Engine | null = null
  #cancel: () => void = () => {}

  /** `time`: local time as people are told. */
  constructor(screen: Screen, clock: Clock, log: Logger, time: LiveRecord['time']) {
    super(clock.now(), time)
    this.#screen = new SnapshotScreen(screen)
    this.#clock = clock
    const told = (severity: 'info' | 'warn' | 'error', mark: string) => (text: string) => {
      this.tell(`${this.clock(clock.now())}  ${mark}${text}`)
      if (this.#engine === null) log[severity](text)
    }
    this.log = {
      debug: (text) => this.#engine === null && log.debug(text),
      info: told('info', ''),
      warn: told('warn', 'warning: '),
      error: told('error', 'error: '),
    }
  }

  start(engine: Engine, quit: () => void): void {
    this.#engine = engine
    this.#screen.open(quit)
    this.#turn()
  }

  stop(): void {
    this.#cancel()
    this.#screen.close()
    this.#engine = null
  }

  #turn(): void {
    const now = this.#clock.now()
    if (this.#screen.wantsNew) this.#screen.show(this.snapshot(this.#engine!, now))
    // On the second, so that what is counted down moves evenly.
    this.#cancel = this.#clock.after(SECOND - (now % SECOND), () => this.#turn())
  }
}
