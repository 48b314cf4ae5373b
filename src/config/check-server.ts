import type { z } from 'zod'
import { exposureFault } from './listen-address.ts'

/** Checks that nobody is let in by mistake. */
export function checkServer(
  { server }: { readonly server: Parameters<typeof exposureFault>[0] },
  context: z.RefinementCtx,
): void {
  const fault = exposureFault(server)
  if (fault !== null) context.addIssue({ code: 'custom', path: ['server', fault.option], message: fault.message })
}
