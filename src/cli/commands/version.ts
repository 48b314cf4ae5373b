import { version } from '../version.ts'

export function versionCommand(): void {
  process.stdout.write(`breakwater ${version}, Node ${process.version}, ${process.platform} ${process.arch}\n`)
}
