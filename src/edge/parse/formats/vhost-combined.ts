import { clfFormat } from '../clf-format.ts'

/** Apache's `%v:%p %h …`; in nginx `$server_name:$server_port $remote_addr - …`. */
export const vhostCombined = clfFormat(
  'vhost_combined',
  'combined behind host:port',
  { vhost: true, agent: true },
  'bare-start',
)
