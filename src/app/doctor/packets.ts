import { hasCommand } from '../../lib/run-command.ts'
import { CAP_NET_ADMIN, CAP_SYS_ADMIN, hasCapability } from './capabilities.ts'
import { type Check, report } from './check.ts'
import { enforcementOf } from './firewall.ts'
import { ThrowAwayNetwork } from './throw-away-network.ts'

const check = report('packets')

/** Whether a ban stops packets: tried in network namespaces of its own, which are removed; the firewall of the host is not touched. */
export const checkPackets: Check = async (context) => {
  if (!context.packets) return [check('skipped', 'left out, as --no-packets wants')]
  const mode = enforcementOf(context)
  const tool = mode === 'iptables' || !hasCommand('nft') ? 'iptables' : 'nft'
  const missing = ['ip', tool].find((name) => !hasCommand(name))
  if (missing !== undefined)
    return [
      check(
        'skipped',
        `no packet was sent: ${missing} is not installed`,
        `Install ${missing === 'ip' ? 'iproute2' : 'nftables'} to have it tried.`,
      ),
    ]
  if (!hasCapability(CAP_SYS_ADMIN) || !hasCapability(CAP_NET_ADMIN))
    return [check('skipped', 'no packet was sent: only root may make a network for it', 'Use sudo to have it tried.')]
  const network = new ThrowAwayNetwork(context.run)
  try {
    await network.build()
    const before = await network.reach()
    if (!before.banned || !before.neighbour)
      return [check('skipped', 'no packet passed in the network that was made for it, before anything was blocked')]
    const refused = await network.ban(tool).catch((error: Error) => error.message)
    if (refused !== undefined)
      return [
        check(
          'fail',
          `the kernel took no rule from ${tool}: ${refused}`,
          'Load the modules that it needs, or update the kernel and its firewall tools.',
        ),
      ]
    const after = await network.reach()
    if (after.banned)
      return [
        check(
          'fail',
          `${tool} took the rule, and a banned address still got through`,
          'Update the kernel or its firewall tools; enforcement cannot be trusted on this machine.',
        ),
      ]
    if (!after.neighbour)
      return [
        check(
          'fail',
          `${tool} blocked the neighbour of a banned address too`,
          'Update the kernel or its firewall tools.',
        ),
      ]
    return [
      check('ok', `a banned address was dropped by ${tool} and its neighbour got through, in a network of its own`),
    ]
  } catch (error) {
    return [
      check(
        'skipped',
        `no packet was sent: ${(error as Error).message}`,
        'Containers often forbid it; try on the host.',
      ),
    ]
  } finally {
    await network.remove()
  }
}
