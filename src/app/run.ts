import { proxyAdvice } from '../brain/explain/proxy-advice.ts'
import { sparedText } from '../brain/explain/reason.ts'
import type { Config } from '../config/schema.ts'
import type { AuditFacts } from '../domain/audit.ts'
import type { ReloadOutcome } from '../domain/control.ts'
import { FileTally } from '../domain/file-tally.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import { ownAddresses } from '../lib/own-addresses.ts'
import { SdNotify } from '../lib/sd-notify.ts'
import { systemSteadyClock } from '../lib/steady-clock.ts'
import { eventLine } from '../wire/ndjson.ts'
import { confirmedWords, eventWords } from '../wire/words.ts'
import { AddressCounts } from './address-counts.ts'
import { alertFile } from './alert-file.ts'
import { configChanges } from './config-changes.ts'
import { Engine } from './engine.ts'
import { LineAudit } from './line-audit.ts'
import { LiveInputs } from './live-inputs.ts'
import { LiveRecord } from './live-record.ts'
import { LiveStatus } from './live-status.ts'
import { LiveView } from './live-view.ts'
import { chooseLogs, isFile } from './log-choice.ts'
import { logSource } from './log-source.ts'
import { prime } from './priming.ts'
import { RecentAudit } from './recent-audit.ts'
import { reloadRun } from './reload.ts'
import { banner } from './run-banner.ts'
import { RunEnforcement } from './run-enforcement.ts'
import { RunMetrics } from './run-metrics.ts'
import { ModeSwitch } from './run-mode.ts'
import { RunNotify } from './run-notify.ts'
import { harmless, openRun } from './run-open.ts'
import type { RunOptions } from './run-options.ts'
import { serveRun } from './run-serving.ts'
import { recall, restore } from './run-state.ts'
import { SiteHistory } from './site-history.ts'
import { SiteTraffic } from './site-traffic.ts'
import { untilStopped } from './stop-signal.ts'
import { trustedNetworks, trustedProxies } from './trusted-proxies.ts'

/** Milliseconds between two writes of the counts file. */
const COUNTS_EVERY = 3_000

/** Watches logs until it is told to stop; returns the exit code. Throws BreakwaterError when it cannot start. */
export async function run(options: RunOptions): Promise<number> {
  const { clock, out, output, screen, version } = options
  const started = clock.now()
  const view = screen && new LiveView(screen, clock, options.log, out.wording.time)
  const live = view ?? new LiveRecord(started, out.wording.time)
  const log = view?.log ?? options.log
  const counts = options.countsFile === undefined ? undefined : new AddressCounts(options.countsFile)
  const stop = untilStopped(log)
  const opened = await openRun(options, log, { config: () => config, onRebuilt: () => notify.writeAgain() })
  const { state, sockets, memory, demo } = opened
  let { config, logs } = opened
  const recent = memory === null ? new RecentAudit(clock) : null
  const record = (facts: AuditFacts): void => (memory ?? recent)?.record(facts)
  let alerts = alertFile(config.alerts.file, log)
  const say = (words: string, event?: EngineEvent): void => {
    if (view === undefined) out.line(words)
    if (event !== undefined) live.see(event, words)
    else if (view !== undefined) view.tell(words)
  }
  const emit = (event: EngineEvent): void => {
    enforcement.desk.see(event)
    metrics.see(event)
    const isEnforced = config.enforce !== 'off'
    memory?.see(event, isEnforced)
    recent?.see(event)
    say(output === 'human' ? eventWords(event, out.wording, !isEnforced) : eventLine(event), event)
    alerts?.emit(event)
    notify.see(event)
    demo?.see(event)
  }
  const notify = new RunNotify({
    ...{ config, clock, log, wording: out.wording, outbox: memory?.store.outbox ?? null },
    onResult: (channel, result) => metrics.notified(channel, result),
  })
  const engine: Engine = new Engine({
    config,
    ownAddresses: ownAddresses(),
    seed: state.seed,
    wall: () => clock.now(),
    events: { emit },
    onChange: (change) => memory?.change(change),
    onSpared: (address, because) => {
      const { why } = because
      if (why === 'little-evidence' || why === 'already-banned') return
      record({ type: 'decision', action: 'observe', address, because: why, reason: sparedText(because) })
    },
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
    onlooker: {
      tick: (tick) => {
        live.tick(tick)
        live.look(engine, clock.now())
        memory?.tick(tick, engine)
        if (!engine.isPriming) {
          history.tick(tick, band)
          traffic.tick(tick)
          metrics.tick(tick)
        }
        enforcement.tick(clock.now())
      },
      records: (batch, from, to) => {
        live.records(batch, from, to)
        if (!engine.isPriming) traffic.records(batch, from, to)
        enforcement.records(batch, from, to)
      },
    },
  })
  const metrics = new RunMetrics({ engine, clock, started, profile: () => config.profile })
  const history = new SiteHistory(memory?.history ?? null, clock)
  const traffic = new SiteTraffic(memory?.history.traffic ?? null, clock)
  const band = (metric: string) => engine.brain.band(metric)
  let proxies = trustedNetworks(config)
  const enforcement = new RunEnforcement({
    ...{ config, stateFolder: state.path, engine, clock, log, record },
    isBehindProxy: () => proxies.length > 0,
    onFailure: (backend, op) => metrics.firewallFailed(backend, op),
    onRefused: (address) => notify.refused(address),
    onChanged: (status) => notify.enforcementChanged(status),
    onInForce: (address, at) => {
      metrics.inForce(address, at)
      notify.inForce(address)
      if (output === 'human') say(confirmedWords(address, at, config.enforce, out.wording))
    },
  })
  live.enforcement = enforcement.desk
  const service = new SdNotify({ environment: process.env, clock, onTrouble: ({ message }) => log.warn(message) })
  const status = new LiveStatus(engine, clock, log)
  const lines = new LineAudit()
  const tallyOf = (path: string): FileTally => {
    const tally = new FileTally(path)
    counts?.addFile(tally)
    status.add(tally)
    lines.add(tally)
    metrics.add(tally, logSource(path, logs))
    live.files.push(tally)
    return tally
  }
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
  record({ type: 'start', version, profile: config.profile, enforce: config.enforce })
  for (const { path, from, notes = [] } of logs)
    if (from !== undefined) log.info(`${path}: found by ${[from, ...notes].join('; ')}`)
  if (memory) recall({ engine, memory, config, clock, log })
  const inputs = new LiveInputs(logs, {
    from: options.fromStart ? 'start' : 'end',
    sockets,
    sink: engine,
    tallyOf,
    clock,
    log,
    trusted: trustedProxies(proxies),
    ...(memory && !options.fromStart && { positions: memory.positions }),
    onTail: (path, event) => {
      if (event.type === 'rotated') record({ type: 'rotation', path })
      else if (event.type === 'truncated') lines.lose(path, event.unread)
    },
    onTurn: (caughtUp) => {
      status.turn(caughtUp, inputs)
      live.lag = inputs.lag
      service.alive()
    },
  })
  if (!options.fromStart) {
    const [files, starts] = [logs.filter(isFile), inputs.identities]
    const { progress } = options
    const began = clock.now()
    const onTick = (tick: TickSummary): void => history.prime(tick, band)
    const read = { engine, config, logs: files, starts, clock, log, progress, onTick }
    const primed = await prime({ ...read, stopped: stop.promise })
    record({ type: 'priming', took: clock.now() - began, ...primed })
  }
  if (memory) await restore({ engine, memory, config, clock, log })
  if (!options.fromStart) engine.brain.startedAt = clock.now()
  notify.catchUp([...engine.brain.ledger.bans()])
  enforcement.desk.start()
  inputs.start()
  view?.start(engine, () => stop.now('the view was left'))
  memory?.start(engine, inputs)
  inputs.readStandardInput().then(
    (isRead) => isRead && logs.length === 1 && stop.now('standard input has ended'),
    (error: Error) => stop.now(`standard input failed: ${error.message}`),
  )
  let configured = config.enforce
  const apply = async (next: Config, author: string | null): Promise<string | null> => {
    const before = config.enforce
    config = next
    proxies = trustedNetworks(config)
    engine.reload(config, clock.now())
    alerts = alertFile(config.alerts.file, log)
    await notify.reload(config)
    notify.modeChanged(before, config.enforce, author)
    return (await enforcement.desk.reload(config))?.message ?? null
  }
  const reload = async (): Promise<ReloadOutcome> => {
    const next = await reloadRun(options, config, log)
    metrics.configRead(next.outcome !== 'refused')
    if (next.outcome === 'refused') return next
    const changes = configChanges(config, next.config)
    const outcome: ReloadOutcome = {
      outcome: 'reloaded',
      changed: changes.map(({ option }) => option),
      needs_restart: next.needsRestart,
    }
    record({ type: 'configuration', changes })
    const before = proxies
    configured = next.config.enforce
    await apply(demo === null ? next.config : harmless(next.config), null)
    const wanted = demo === null ? await logsAgain() : null
    if (wanted === null || JSON.stringify([wanted, proxies]) === JSON.stringify([logs, before])) return outcome
    logs = wanted
    await inputs.replace(logs, trustedProxies(proxies))
    return outcome
  }
  stop.onHangUp(reload)
  const mode = new ModeSwitch({
    ...{ config: () => config, configured: () => configured, isDemo: demo !== null, apply },
    ...{ enforcement: enforcement.desk, record, clock },
  })
  const serving = await serveRun({
    ...{ engine, config: () => config, live, memory, notify, enforcement: enforcement.desk },
    ...{ inputs, record, recentAudit: recent, metrics },
    ...{ reload, lines: () => lines.totals, clock, started, version, log, stateFolder: state.path },
    trusted: () => trustedProxies(proxies),
    site: {
      history: {
        pointsSince: (second) => history.pointsSince(second),
        series: (query) => history.series(query),
        traffic: (query) => traffic.series(query),
      },
      ...{ logs: () => logs, isDemo: demo !== null, name: () => config.server.name },
      ...{ setEnforce: (kind, author) => mode.set(kind, author), steady: systemSteadyClock },
    },
  })
  let cancel = () => {}
  const saveCounts = (): void => {
    try {
      counts?.write()
    } catch (error) {
      log.error(`the counts were not written: ${(error as Error).message}; they are tried again every 3 s`)
    }
    for (const facts of lines.take()) record(facts)
  }
  const writeCounts = (): void => {
    saveCounts()
    cancel = clock.after(COUNTS_EVERY, writeCounts)
  }
  writeCounts()
  service.ready(config.enforce === 'off' ? 'Observing: nothing is blocked' : `Blocking by ${config.enforce}`)
  const reason = await stop.promise
  await service.stopping()
  cancel()
  await serving.close()
  inputs.drain()
  await enforcement.desk.stop(options.purge).catch((error: Error) => log.error(error.message))
  inputs.close()
  status.stop()
  view?.stop()
  demo?.stop()
  saveCounts()
  record({ type: 'stop', reason, uptime: clock.now() - started })
  traffic.close()
  await notify.close()
  memory?.close()
  out.flush()
  state.release()
  return 0
}
