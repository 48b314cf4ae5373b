import { userInfo } from 'node:os'

/** Who gives an order: the name given, else that of the user, of the one who used sudo where that is known. */
export function authorOf(given: string | undefined): string {
  if (given !== undefined) return given
  const { SUDO_USER: behind } = process.env
  if (process.getuid?.() === 0 && behind !== undefined && behind !== '') return behind.slice(0, 64)
  try {
    return userInfo().username.slice(0, 64)
  } catch {
    // In a container the number may have no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}
