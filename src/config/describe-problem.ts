import type { z } from 'zod'
import { nearMiss } from '../lib/near-miss.ts'
import type { ConfigFile } from './config-file.ts'
import { defaultConfig } from './defaults.ts'
import { isRecord } from './merge.ts'
import { channelOptions } from './notify.ts'
import { variablesOf } from './substitute.ts'

type Issue = z.core.$ZodIssue

/** What options were written in: a file, or another place that can tell where. */
export type ConfigLayer = Pick<ConfigFile, 'file' | 'locate' | 'written'>

/** One line for each problem, with its place in the last file that sets the option. What the environment gave is not shown. */
export function describeProblem(issue: Issue, layers: readonly ConfigLayer[]): string[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = nearMiss(key, knownOptions(path, layers))
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`
      return `${locate([...path, key], layers, 'key')} unknown option ${words([...path, key])}${hint}`
    })
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const meant = issue.errors.find((branch) => !branch.some(isWrongShape)) ?? []
    const inner = meant.flatMap((one) => describeProblem({ ...one, path: [...path, ...one.path] } as Issue, layers))
    if (inner.length > 0) return inner
    return [`${locate(path, layers, 'value')} ${words(path)}: ${issue.message}`]
  }
  return [`${locate(path, layers, 'value')} ${words(path)}: ${withoutSecrets(issue, layers)}`]
}

/** The value is of another kind than this branch of the union wants. */
function isWrongShape(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.path.length === 0
}

/** Names of the options in the map at `path`. */
function knownOptions(path: readonly PropertyKey[], layers: readonly ConfigLayer[]): string[] {
  if (path[0] === 'notify' && path[1] === 'channels' && path.length === 3)
    return channelOptions(layers.findLast((layer) => layer.written(path) !== undefined)?.written([...path, 'type']))
  let value: unknown = defaultConfig
  for (const key of path) value = isRecord(value) ? value[String(key)] : undefined
  return isRecord(value) ? Object.keys(value) : ['path', 'format']
}

function locate(path: readonly PropertyKey[], layers: readonly ConfigLayer[], part: 'key' | 'value'): string {
  const place = layers.findLast((layer) => layer.locate(path, part) !== undefined)?.locate(path, part)
  if (place !== undefined) return place
  return path.length > 1 ? locate(path.slice(0, -1), layers, 'key') : `${layers[0]?.file}:`
}

/** What the environment gave may be a secret, so that only its name is told. */
function withoutSecrets(issue: Issue, layers: readonly ConfigLayer[]): string {
  const layer = layers.findLast((one) => one.locate(issue.path, 'value') !== undefined)
  const variables = variablesOf(layer?.written(issue.path))
  return variables.length === 0
    ? issue.message
    : `what the environment gives for ${variables.join(', ')} is not valid here`
}

function words(path: readonly PropertyKey[]): string {
  return path.map(String).join('.')
}
