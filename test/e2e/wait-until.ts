/** Looks each 20 ms until there is an answer; fails after `limit` milliseconds with what it waited for. */
export async function waitUntil<T>(
  what: string,
  limit: number,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const end = performance.now() + limit
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found as T
    if (performance.now() > end) throw new Error(`waited ${limit} ms for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
