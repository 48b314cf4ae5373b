export type FileText = { readonly text: string } | { readonly trouble: 'missing' | 'denied' | 'unsuitable' }

export type FileKind = 'file' | 'folder' | 'other' | 'missing' | 'denied'

/** A process that may be a web server. */
export interface ServerProcess {
  readonly pid: number
  /** The words it was started with, or its title as one word. */
  readonly args: readonly string[]
  readonly cwd: string | null
  /** It runs in a container: its paths are not ours. */
  readonly contained: boolean
}

/** The machine as discovery sees it. No call throws or changes anything. */
export interface ServerFiles {
  /** `bytes`: each byte becomes one character, for programs. */
  read(path: string, as?: 'text' | 'bytes'): FileText
  look(path: string): FileKind
  /** Existing paths that match, sorted; a path without wildcards is given back whether it exists or not. */
  expand(pattern: string): readonly string[]
  /** Web servers of the administrator or of ourselves: anybody could start others to have us read their files. */
  processes(): readonly ServerProcess[]
}
