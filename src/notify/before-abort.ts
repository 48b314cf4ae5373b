/** What `work` gives, or the signal's reason when that comes first; what comes later is dropped. */
export function beforeAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((settle, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(settle, reject)
  })
}
