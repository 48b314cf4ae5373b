import type { ServerFiles, ServerProcess } from './server-files.ts'

/** Those whose paths are ours. */
export function ownProcesses(files: ServerFiles): readonly ServerProcess[] {
  return files.processes().filter(({ contained }) => !contained)
}

/** What to do about each server that runs in a container. */
export function containedServers(files: ServerFiles): string[] {
  const names = files.processes().flatMap(({ args, contained }) => {
    const [name] = /nginx|apache2|httpd/.exec(args[0] ?? '') ?? []
    return contained && name !== undefined ? [name] : []
  })
  return [...new Set(names)].map(
    (name) => `${name} runs in a container; hand its log over: docker logs -f CONTAINER | breakwater run -`,
  )
}
