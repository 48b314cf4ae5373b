/** Milliseconds since some moment; never goes back and knows nothing of the operator's clock. */
export type SteadyClock = () => number

/** Stands still while the machine sleeps, as the kernel's own timeouts do. */
export const systemSteadyClock: SteadyClock = () => performance.now()
