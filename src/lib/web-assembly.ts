import { readFileSync } from 'node:fs'

export interface WasmMemory {
  readonly buffer: ArrayBuffer
  /** Adds pages of 64 KiB. Throws RangeError. */
  grow(pages: number): number
}

/** Pages of 64 KiB. A shared memory keeps its old views when it grows. */
export interface WasmPages {
  readonly initial: number
  readonly maximum: number
  readonly shared?: boolean
}

/** What of the WebAssembly JavaScript interface is used here; the types of Node 20 leave it out. */
interface WasmHost {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Memory: new (pages: WasmPages) => WasmMemory
  readonly Instance: new (module: object, imports: object) => { readonly exports: object }
}

const wasm = (globalThis as unknown as { readonly WebAssembly: WasmHost }).WebAssembly
const modules = new Map<string, object | null>()

/**
 * An instance of a kernel of this package (kernel/*.ts) on a memory of its own. Null where the kernel was not built, or where
 * there is no address space for one more: whoever asks has a way without.
 */
export function openKernel(name: string, pages: WasmPages): { memory: WasmMemory; exports: unknown } | null {
  const module = compiled(name)
  if (module === null) return null
  try {
    const memory = new wasm.Memory(pages)
    // What an instance exports is a dictionary to V8, looked up at each call: a plain object is not.
    return { memory, exports: { ...new wasm.Instance(module, { env: { memory } }).exports } }
  } catch {
    return null
  }
}

function compiled(name: string): object | null {
  let module = modules.get(name)
  if (module !== undefined) return module
  try {
    module = new wasm.Module(readFileSync(new URL(`../../kernel/${name}.wasm`, import.meta.url)))
  } catch {
    module = null
  }
  modules.set(name, module)
  return module
}
