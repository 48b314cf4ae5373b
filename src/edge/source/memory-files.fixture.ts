import type { FileFacts, TailFileSystem } from './tail-files.ts'

interface Inode {
  inode: number
  content: Buffer
  modified: number
}

/** A small file system in memory, with inodes that are used again as soon as nobody has them. */
export class MemoryFiles implements TailFileSystem {
  readonly names = new Map<string, Inode>()
  readonly #open = new Map<number, Inode>()
  /** Each call of `stat` and `open` throws this code while it is set. */
  denied: string | null = null
  #nextFile = 3
  #change = 1

  get openCount(): number {
    return this.#open.size
  }

  write(name: string, text: string): void {
    const file = this.names.get(name) ?? this.#create(name)
    file.content = Buffer.concat([file.content, Buffer.from(text)])
    file.modified = this.#change++
  }

  truncate(name: string): void {
    const file = this.names.get(name)
    if (file === undefined) return
    file.content = Buffer.alloc(0)
    file.modified = this.#change++
  }

  rename(from: string, to: string): void {
    const file = this.names.get(from)
    if (file === undefined) return
    this.names.delete(from)
    this.names.set(to, file)
  }

  delete(name: string): void {
    this.names.delete(name)
  }

  stat(path: string): FileFacts {
    return facts(this.#find(path))
  }

  list(): string[] {
    return [...this.names.keys()]
  }

  open(path: string): number {
    this.#open.set(this.#nextFile, this.#find(path))
    return this.#nextFile++
  }

  facts(file: number): FileFacts {
    return facts(this.#open.get(file)!)
  }

  read(file: number, bytes: Buffer, offset: number, length: number, position: number): number {
    return this.#open.get(file)!.content.copy(bytes, offset, position, position + length)
  }

  close(file: number): void {
    if (!this.#open.delete(file)) throw new Error(`descriptor ${file} is closed twice`)
  }

  #find(path: string): Inode {
    if (this.denied !== null) throw Object.assign(new Error(this.denied), { code: this.denied })
    const file = this.names.get(path)
    if (file === undefined) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' })
    return file
  }

  #create(name: string): Inode {
    const used = new Set([...this.names.values(), ...this.#open.values()].map(({ inode }) => inode))
    let inode = 1
    while (used.has(inode)) inode++
    const file = { inode, content: Buffer.alloc(0), modified: this.#change++ }
    this.names.set(name, file)
    return file
  }
}

function facts(file: Inode): FileFacts {
  return { device: 1, inode: file.inode, size: file.content.length, modified: file.modified, isFile: true }
}
