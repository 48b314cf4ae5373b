import { spawnSync } from 'node:child_process'

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'SCMP_ARCH_X86_64', arm64: 'SCMP_ARCH_AARCH64' }

/** What `SystemCallFilter=` lines of a unit allow, as a profile that containers take; undefined where systemd-analyze is missing. */
export function seccompProfile(filters: readonly string[]): object | undefined {
  const { stdout, error } = spawnSync('systemd-analyze', ['syscall-filter', '--no-pager'], { encoding: 'utf8' })
  if (error) return undefined
  const sets = new Map<string, string[]>()
  let members: string[] = []
  for (const line of stdout.split('\n')) {
    if (line.startsWith('@')) {
      members = []
      sets.set(line.trim(), members)
    } else if (/^\s+[@a-z]/.test(line)) members.push(line.trim())
  }
  const expand = (name: string): string[] => (name.startsWith('@') ? (sets.get(name) ?? []).flatMap(expand) : [name])
  const allowed = new Set(expand('@default'))
  for (const filter of filters)
    for (const name of filter.replace('~', '').split(' ').flatMap(expand))
      if (filter.startsWith('~')) allowed.delete(name)
      else allowed.add(name)
  return {
    ...{ defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 1, architectures: [ARCHITECTURES[process.arch]] },
    syscalls: [{ names: [...allowed].sort(), action: 'SCMP_ACT_ALLOW' }],
  }
}
