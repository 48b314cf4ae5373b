import { describe, expect, it } from 'vitest'
import { GATEWAY_AGE, GATEWAY_AGENTS, GATEWAYS, Gateways } from './gateways.ts'

const DAY = 86_400
const START = 1_772_000_000

describe('Gateways', () => {
  it('takes an address for a gateway when it showed eight agents an hour ago and does so again', () => {
    const gateways = new Gateways()
    gateways.note(1, GATEWAY_AGENTS, START)
    gateways.note(1, 20, START + GATEWAY_AGE - 1)
    expect(gateways.agents(1, START + GATEWAY_AGE - 1)).toBe(0)
    gateways.note(1, 12, START + GATEWAY_AGE)
    expect(gateways.agents(1, START + GATEWAY_AGE)).toBe(20)
  })

  it('never takes one with seven agents for one, however long it is there', () => {
    const gateways = new Gateways()
    for (let day = 0; day < 30; day++) gateways.note(1, GATEWAY_AGENTS - 1, START + day * DAY)
    expect(gateways.agents(1, START + 30 * DAY)).toBe(0)
    expect(gateways.size).toBe(0)
  })

  it('tells the most agents of the last two days that it was there', () => {
    const gateways = new Gateways()
    for (const [day, agents] of [60, 30, 10].entries()) gateways.note(1, agents, START + day * DAY)
    expect(gateways.agents(1, START + 2 * DAY)).toBe(30)
  })

  it('forgets it after two weeks, and then an hour must pass again', () => {
    const gateways = new Gateways()
    for (const at of [0, DAY]) gateways.note(1, 9, START + at)
    expect(gateways.agents(1, START + 15 * DAY)).toBe(9)
    expect(gateways.agents(1, START + 15 * DAY + 1)).toBe(0)
    gateways.note(1, 9, START + 15 * DAY + 1)
    expect(gateways.agents(1, START + 15 * DAY + 1)).toBe(0)
  })

  it('keeps gateways while a flood of strangers with many agents passes through the table', () => {
    const gateways = new Gateways()
    for (const at of [0, GATEWAY_AGE]) for (let key = 0; key < 50; key++) gateways.note(key, 9, START + at)
    for (let key = 100; key < 100 + 3 * GATEWAYS; key++) gateways.note(key, 50, START + GATEWAY_AGE + 1)
    expect(gateways.size).toBe(GATEWAYS)
    for (let key = 0; key < 50; key++) expect(gateways.agents(key, START + GATEWAY_AGE + 2)).toBe(9)
  })

  it('keeps the age of a gateway when the clock of the log is set back', () => {
    const gateways = new Gateways()
    for (const at of [0, GATEWAY_AGE, -DAY]) gateways.note(1, 9, START + at)
    expect(gateways.agents(1, START - DAY)).toBe(9)
  })
})
