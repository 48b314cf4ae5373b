import { proxyAdvice } from '../brain/explain/proxy-advice.ts'
import { FileTally } from '../domain/file-tally.ts'
import type { EngineEvent } from '../domain/ports.ts'
import { ownAddresses } from '../lib/own-addresses.ts'
import { eventLine } from '../wire/ndjson.ts'
import { eventWords } from '../wire/words.ts'
import { AddressCounts } from './address-counts.ts'
import { AlertFile } from './alert-file.ts'
import { startDemo } from './demo.ts'
import { Engine } from './engine.ts'
import { LiveInputs, openSockets } from './live-inputs.ts'
import { LiveStatus } from './live-status.ts'
import { LiveView } from './live-view.ts'
import { type ChosenLog, chooseLogs, isFile } from './log-choice.ts'
import { prime } from './priming.ts'
import { reloadRun } from './reload.ts'
import type { RunOptions } from './run-options.ts'
import { openStateFolder } from './state-folder.ts'
import { untilStopped } from './stop-signal.ts'
import { trustedNetworks, trustedProxies } from './trusted-proxies.ts'
import { usualLogsText } from './usual-logs.ts'

/** Milliseconds between two writes of the counts file. */
const COUNTS_EVERY = 3_000

/** Watches logs until it is told to stop; returns the exit code. Throws BreakwaterError when it cannot start. */
export async function run(options: RunOptions): Promise<number> {
  const { clock, out, output, screen } = options
  let { config } = options
  const view = screen && new LiveView(screen, clock, options.log, out.wording.time)
  const log = view?.log ?? options.log
  const counts = options.countsFile === undefined ? undefined : new AddressCounts(options.countsFile)
  const stop = untilStopped(log)
  const choice = options.demo ? null : await chooseLogs(options.logs, config, options.format)
  for (const { severity, text } of choice?.notes ?? []) log[severity](text)
  const chosen = choice?.logs ?? null
  const state = openStateFolder(options.stateDir)
  const sockets = await openSockets(chosen ?? [], clock, log).catch((error) => {
    state.release()
    throw error
  })
  const demo = chosen === null ? startDemo(clock, (line) => log.info(`demo: ${line}`)) : null
  if (demo !== null)
    log.info(
      options.demo
        ? 'showing the demo'
        : `no web server with an access log was found, and none at ${usualLogsText}: showing the demo; name yours with breakwater run FILE`,
    )
  let logs: readonly ChosenLog[] = chosen ?? [{ path: demo!.path, format: 'auto' }]
  let alerts = alertFile(config.alerts.file)
  function alertFile(path: string | null): AlertFile | null {
    return path === null
      ? null
      : new AlertFile(path, (error) =>
          log.error(
            `cannot append to ${path}: ${error.message}; detection goes on. Correct alerts.file or its permissions`,
          ),
        )
  }
  const emit = (event: EngineEvent): void => {
    const line = output === 'human' ? eventWords(event, out.wording, true) : eventLine(event)
    if (view) view.see(event, line)
    else out.line(line)
    alerts?.emit(event)
    demo?.see(event)
  }
  const engine = new Engine({
    config,
    ownAddresses: ownAddresses(),
    seed: state.seed,
    wall: () => clock.now(),
    events: { emit },
    onProtected: (address, because, crossing) => {
      const advice = proxyAdvice(address, because)
      if (advice !== null) log.warn(advice)
      else if (because.why === 'protected')
        log.warn(
          `${address} sends ${crossing.observed} requests in ${crossing.window} s but must not be banned: ${because.range} is protected (${because.list})`,
        )
    },
    onDetectorFailure: (detector, error) =>
      log.error(`the detector ${detector} failed and is left out where it does: ${error.message}`),
    ...(counts && { counts }),
    ...(view && { onlooker: view }),
  })
  const status = new LiveStatus(engine, clock, log)
  const tallyOf = (path: string): FileTally => {
    const tally = new FileTally(path)
    counts?.addFile(tally)
    status.add(tally)
    view?.files.push(tally)
    return tally
  }
  let proxies = trustedNetworks(config)
  /** null when they cannot be chosen now: then those of before are read on. */
  const logsAgain = () =>
    chooseLogs(options.logs, config, options.format).then(
      (again) => again.logs,
      (error: Error) => {
        log.error(`${error.message}; the same logs are read on`)
        return null
      },
    )
  log.info(banner(logs, config))
  for (const { path, from, notes = [] } of logs)
    if (from !== undefined) log.info(`${path}: found by ${[from, ...notes].join('; ')}`)
  const inputs = new LiveInputs(logs, {
    from: options.fromStart ? 'start' : 'end',
    sockets,
    sink: engine,
    tallyOf,
    clock,
    log,
    trusted: trustedProxies(proxies),
    onTurn: (caughtUp) => {
      status.turn(caughtUp, inputs)
      if (view) view.lag = inputs.lag
    },
  })
  if (!options.fromStart) {
    const [files, starts] = [logs.filter(isFile), inputs.identities]
    const { progress } = options
    await prime({ engine, config, logs: files, starts, clock, log, progress, stopped: stop.promise })
  }
  inputs.start()
  inputs.readStandardInput().then(
    (isRead) => isRead && logs.length === 1 && stop.now('standard input has ended'),
    (error: Error) => stop.now(`standard input failed: ${error.message}`),
  )
  stop.onHangUp(async () => {
    const next = await reloadRun(options, config, log)
    if (next === null) return
    config = next
    const before = proxies
    proxies = trustedNetworks(config)
    engine.reload(config, clock.now())
    alerts = alertFile(config.alerts.file)
    const wanted = demo === null ? await logsAgain() : null
    if (wanted === null || JSON.stringify([wanted, proxies]) === JSON.stringify([logs, before])) return
    logs = wanted
    await inputs.replace(logs, trustedProxies(proxies))
  })
  let cancel = () => {}
  const saveCounts = (): void => {
    try {
      counts?.write()
    } catch (error) {
      log.error(`the counts were not written: ${(error as Error).message}; they are tried again every 3 s`)
    }
  }
  const writeCounts = (): void => {
    saveCounts()
    cancel = clock.after(COUNTS_EVERY, writeCounts)
  }
  if (counts) writeCounts()
  view?.start(engine, () => stop.now('the view was left'))
  await stop.promise
  cancel()
  inputs.drain()
  inputs.close()
  status.stop()
  view?.stop()
  demo?.stop()
  saveCounts()
  out.flush()
  state.release()
  return 0
}

function banner(logs: readonly ChosenLog[], config: RunOptions['config']): string {
  const names = logs.map(({ path }) => (path === '-' ? 'standard input' : path)).join(', ')
  return `observing ${names} as one site by the profile ${config.profile}; nothing is blocked. ${rules(config)}`
}

function rules({ profile, ceiling, alarms }: RunOptions['config']): string {
  if (profile === 'classic')
    return `Ceiling for one source: ${ceiling.per_second} requests in 1 s, ${ceiling.per_10_seconds} in 10 s`
  const times = alarms.max_false_per_week
  return `Promised: at most ${times} false ${times === 1 ? 'alarm' : 'alarms'} of the site a week`
}
