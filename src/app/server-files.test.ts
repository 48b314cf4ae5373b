import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serverFiles } from './server-files.ts'

const NOBODY = 65_534

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-files-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A process as the kernel shows it. */
function showProcess(pid: number, words: readonly string[], numbers: string): void {
  const at = join(folder, 'proc', String(pid))
  mkdirSync(at, { recursive: true })
  writeFileSync(join(at, 'cmdline'), words.map((word) => `${word}\0`).join(''))
  writeFileSync(join(at, 'status'), `Name:\tx\nNSpid:\t${numbers}\nVmSize:\t1 kB\n`)
  symlinkSync('/srv', join(at, 'cwd'))
}

describe('serverFiles', () => {
  it('reads files, and says why it cannot', () => {
    const files = serverFiles()
    writeFileSync(join(folder, 'bytes'), Buffer.from([0xc3, 0xa9]))
    expect(files.read(join(folder, 'bytes'))).toEqual({ text: 'é' })
    expect(files.read(join(folder, 'bytes'), 'bytes')).toEqual({ text: 'Ã©' })
    expect(files.read(join(folder, 'nowhere'))).toEqual({ trouble: 'missing' })
    expect(files.read(folder)).toEqual({ trouble: 'unsuitable' })
    expect([folder, '/dev/null', join(folder, 'bytes'), join(folder, 'x')].map((path) => files.look(path))).toEqual([
      'folder',
      'other',
      'file',
      'missing',
    ])
    expect(files.expand(join(folder, 'b*'))).toEqual([join(folder, 'bytes')])
    expect(files.expand(join(folder, '[z-a]*'))).toEqual([])
  })

  it('tells what is denied from what is missing', () => {
    const hidden = join(folder, 'hidden')
    mkdirSync(hidden)
    chmodSync(hidden, 0)
    const isRoot = process.geteuid?.() === 0
    // To root nothing is denied.
    if (isRoot) process.seteuid!(NOBODY)
    try {
      expect(serverFiles().look(join(hidden, 'access.log'))).toBe('denied')
      expect(serverFiles().read(join(hidden, 'access.log'))).toEqual({ trouble: 'denied' })
    } finally {
      if (isRoot) process.seteuid!(0)
    }
  })

  it('lists web servers, and knows which run in a container', () => {
    showProcess(1, ['/sbin/init'], '20')
    showProcess(20, ['nginx: master process /usr/sbin/nginx -c /n.conf'], '20')
    showProcess(21, ['nginx: master process nginx'], '21\t1')
    showProcess(22, ['/usr/sbin/apache2', '-k', 'start'], '20')
    expect(serverFiles(join(folder, 'proc')).processes()).toEqual([
      { pid: 20, args: ['nginx: master process /usr/sbin/nginx -c /n.conf'], cwd: '/srv', contained: false },
      { pid: 21, args: ['nginx: master process nginx'], cwd: '/srv', contained: true },
      { pid: 22, args: ['/usr/sbin/apache2', '-k', 'start'], cwd: '/srv', contained: false },
    ])
    expect(serverFiles(join(folder, 'nowhere')).processes()).toEqual([])
  })

  it('looks at the processes of this machine in less than 50 ms', () => {
    const started = performance.now()
    serverFiles().processes()
    expect(performance.now() - started).toBeLessThan(150)
  })
})
