export const CHAIN = 'BREAKWATER'
/** Where the jump to our chain stands: the second is Docker's, for published ports, and not everywhere. */
const ENTRIES = ['INPUT', 'DOCKER-USER'] as const

/** What `iptables-save -t filter` says of us. */
export interface ChainState {
  /** Our rules without `-A BREAKWATER `, in order; null: there is no such chain. */
  readonly rules: readonly string[] | null
  /** Chains that exist and should jump to ours, with the number of jumps in each and whether one comes before all other rules. */
  readonly entries: readonly { readonly chain: string; readonly jumps: number; readonly isFirst: boolean }[]
}

export function readChains(saved: string): ChainState {
  const lines = saved.split('\n').map((line) => line.trimEnd())
  const rulesOf = (chain: string) =>
    lines.filter((line) => line.startsWith(`-A ${chain} `)).map((line) => line.slice(chain.length + 4))
  const exists = (chain: string) => lines.some((line) => line.startsWith(`:${chain} `))
  return {
    rules: exists(CHAIN) ? rulesOf(CHAIN) : null,
    // iptables-save of nf_tables prints INPUT only when it has been used.
    entries: ENTRIES.filter((chain) => chain === 'INPUT' || exists(chain)).map((chain) => {
      const rules = rulesOf(chain)
      const isJump = (rule: string | undefined) => rule === `-j ${CHAIN}`
      return { chain, jumps: rules.filter(isJump).length, isFirst: isJump(rules[0]) }
    }),
  }
}

export function isWhole({ rules, entries }: ChainState, wanted: readonly string[]): boolean {
  return (
    rules !== null &&
    rules.length === wanted.length &&
    rules.every((rule, index) => rule === wanted[index]) &&
    entries.every(({ jumps, isFirst }) => jumps === 1 && isFirst)
  )
}

/** For `iptables-restore --noflush`: our chain with these rules, and one jump to it before all others. One transaction. */
export function repairText({ entries }: ChainState, rules: readonly string[]): string {
  const moves = entries
    .filter(({ jumps, isFirst }) => jumps !== 1 || !isFirst)
    .flatMap(({ chain, jumps }) => [...removals(chain, jumps), `-I ${chain} 1 -j ${CHAIN}`])
  return restoreText([`:${CHAIN} - [0:0]`, ...rules.map((rule) => `-A ${CHAIN} ${rule}`), ...moves])
}

/** For the same: no jump and no chain of ours. */
export function removalText({ rules, entries }: ChainState): string | null {
  const jumps = entries.flatMap(({ chain, jumps }) => removals(chain, jumps))
  if (rules === null) return null
  return restoreText([`:${CHAIN} - [0:0]`, ...jumps, `-X ${CHAIN}`])
}

function removals(chain: string, jumps: number): string[] {
  return Array.from({ length: jumps }, () => `-D ${chain} -j ${CHAIN}`)
}

function restoreText(lines: readonly string[]): string {
  return `*filter\n${lines.join('\n')}\nCOMMIT\n`
}
