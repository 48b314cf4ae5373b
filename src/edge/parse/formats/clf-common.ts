import { clfFormat } from '../clf-format.ts'

/** `%h %l %u %t "%r" %>s %b` of Apache and others. */
export const common = clfFormat('common', 'Common Log Format', { vhost: false, agent: false }, 'bare-start')
