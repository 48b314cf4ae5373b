import { hasCommand } from '../../lib/run-command.ts'
import { CAP_NET_ADMIN, hasCapability } from './capabilities.ts'
import { type Check, type DoctorContext, report } from './check.ts'

const check = report('firewall')

/** How bans are, or would be, enforced: that of the daemon before that of the configuration. */
export function enforcementOf({ daemon, config }: Pick<DoctorContext, 'daemon' | 'config'>): string {
  return daemon?.enforcement.mode ?? config.enforce
}

/** Whether the kernel takes rules from this user. Only reads. */
export const checkFirewall: Check = async (context) => {
  const mode = enforcementOf(context)
  const isKernel = ['off', 'nftables', 'iptables'].includes(mode)
  if (!isKernel) return [check('ok', `bans are enforced by ${mode}, not by the kernel of this machine`)]
  // While nothing is blocked, what is missing is no failure.
  const bad = mode === 'off' ? 'warn' : 'fail'
  const intro = mode === 'off' ? 'enforcement is off: nothing is blocked. ' : ''
  const tool = mode === 'iptables' || (mode === 'off' && !hasCommand('nft')) ? 'iptables' : 'nft'
  if (!hasCommand(tool))
    return [
      check(
        bad,
        `${intro}${tool} is not installed, so that nothing can be blocked`,
        `Install it: apt-get install ${tool === 'nft' ? 'nftables' : 'iptables'}.`,
      ),
    ]
  if (!hasCapability(CAP_NET_ADMIN))
    return [
      check(
        bad,
        `${intro}this user may not change the firewall (CAP_NET_ADMIN is missing)`,
        'Run doctor as the user that breakwater runs as, or with sudo; give the service AmbientCapabilities=CAP_NET_ADMIN.',
      ),
    ]
  try {
    await context.run(tool === 'nft' ? ['nft', 'list', 'tables'] : ['iptables', '-w', '2', '-S', 'INPUT'])
    return [check('ok', `${intro}${tool} is there and the kernel answers it`)]
  } catch (error) {
    return [
      check(
        bad,
        `${intro}${(error as Error).message}`,
        'Correct what it complains of: until then nothing can be blocked.',
      ),
    ]
  }
}
