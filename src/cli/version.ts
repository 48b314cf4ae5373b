import { readFileSync } from 'node:fs'

/** The version in package.json, two folders up from here in the source as in the build. */
export const version: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version
