import { appendFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { classicConfig } from '../config/defaults.ts'
import type { EngineEvent } from '../domain/ports.ts'
import { realFiles } from '../edge/source/tail-files.ts'
import type { Logger } from '../lib/logger.ts'
import { Visitors } from '../simulate/actors/visitors.ts'
import { nginxJsonLine } from '../simulate/nginx-json.ts'
import { Engine } from './engine.ts'
import type { Lesson } from './engine-options.ts'
import type { LiveStart } from './priming-files.ts'
import { readLessons } from './priming-lessons.ts'
import type { startThread } from './priming-thread.ts'

export const NOW = Date.UTC(2026, 2, 2, 12, 0, 0)

/** The thread's work, done in this one. */
export const readHere: typeof startThread = (job, hear) => ({ ended: readLessons(job, () => NOW, hear), stop() {} })

/** One line of one address. */
export function line(at: number, address = '198.51.100.7'): string {
  return nginxJsonLine({
    ...{ method: 'GET', path: '/', status: 200, bytes: 1, duration: 1, agent: '', referrer: '' },
    at,
    address,
  })
}

/** One line a second in [from, to). */
export function lines(from: number, to: number): string {
  let text = ''
  for (let at = from; at < to; at += 1_000) text += line(at)
  return text
}

/** What people send in each second of [from, to), at so many requests a second. */
export function visits(seed: number, rate: number, from: number, to: number): string[] {
  const visitors = new Visitors({ seed, rate })
  const seconds: string[] = []
  for (let at = from; at < to; at += 1_000) seconds.push(visitors.second(at).map(nginxJsonLine).join(''))
  return seconds
}

/** Writes a file, packed when its name says so, and returns its path. */
export function writeLog(path: string, text: string): string {
  writeFileSync(path, '')
  appendFileSync(path, path.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

/** Live reading begins behind the last whole line of each file. */
export function startsOf(...paths: string[]): LiveStart[] {
  return paths.map((path) => {
    const { device, inode, size } = realFiles.stat(path)
    return { device, inode, position: size }
  })
}

export interface Watched {
  readonly engine: Engine
  readonly events: EngineEvent[]
  readonly lessons: Lesson[]
}

export function watchedEngine(options: { wall?: () => number } = {}): Watched {
  const events: EngineEvent[] = []
  const lessons: Lesson[] = []
  const engine = new Engine({
    config: classicConfig,
    ownAddresses: [],
    seed: 0,
    ...options,
    events: { emit: (event) => events.push(event) },
    onProtected() {},
    onDetectorFailure(detector, error) {
      throw new Error(`${detector} failed`, { cause: error })
    },
    onLesson: (lesson) => lessons.push(lesson),
  })
  return { engine, events, lessons }
}

/** Keeps what was logged. */
export function keptLog(): { log: Logger; told: string[] } {
  const told: string[] = []
  const keep = (text: string) => void told.push(text)
  return { log: { debug: keep, info: keep, warn: keep, error: keep }, told }
}
