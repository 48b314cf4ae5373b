import { hasCommand } from '../../lib/run-command.ts'
import { containerBridges, isInContainer } from '../container-signs.ts'
import { CAP_NET_ADMIN, hasCapability } from './capabilities.ts'
import { type Check, type CheckReport, type DoctorContext, report } from './check.ts'

const docker = report('docker')

/** Whether containers make bans miss: published ports are forwarded, and a container has a network of its own. */
export const checkContainers: Check = async (context) => {
  const bridges = containerBridges()
  if (isInContainer() && bridges.length === 0) return [checkInside()]
  const hasChain = await hasDockerChain(context)
  if (!hasChain && bridges.length === 0) return [docker('ok', 'no container network is seen on this machine')]
  const seen = [...(hasChain ? ['the chain DOCKER-USER'] : []), ...bridges.map((name) => `the bridge ${name}`)]
  return [
    docker(
      'ok',
      `containers publish ports here (${seen.join(', ')}): their packets are forwarded and miss the chain input; bans are put into forward too`,
      'If the web server is a container, have it write its log to a folder of the host, and see what the check "proxy" says.',
    ),
  ]
}

function checkInside(): CheckReport {
  return docker(
    'warn',
    'this is a container with a network of its own: bans would hold for this container alone',
    'Start it with --network host (network_mode: host) and --cap-add NET_ADMIN, if the web server is not in the same one.',
  )
}

/** Docker makes this chain for rules of others. */
async function hasDockerChain({ run }: DoctorContext): Promise<boolean> {
  if (!hasCommand('iptables') || !hasCapability(CAP_NET_ADMIN)) return false
  return run(['iptables', '-w', '2', '-S', 'DOCKER-USER']).then(
    () => true,
    () => false,
  )
}
