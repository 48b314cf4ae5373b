import { clfFormat } from '../clf-format.ts'

/** nginx's predefined format, and Apache's `combined`. */
export const combined = clfFormat('combined', 'nginx and Apache combined', { vhost: false, agent: true }, 'end')
