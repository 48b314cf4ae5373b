import { signal } from '@preact/signals'
import { problemOf } from '../api/api-problem.ts'

/** Something that was done, and how to take it back. */
export interface Toast {
  readonly text: string
  readonly undo?: () => Promise<string>
}

/** Milliseconds: long enough to read it and to think again. */
const SHOWN = 12_000

export const toasts = signal<readonly (Toast & { readonly id: number })[]>([])
let last = 0

export function showToast(toast: Toast): void {
  last += 1
  const id = last
  toasts.value = [...toasts.value.slice(-2), { ...toast, id }]
  setTimeout(() => dismissToast(id), SHOWN)
}

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

/** Takes it back, and tells what came of that. */
export async function undoToast(id: number): Promise<void> {
  const undo = toasts.value.find((toast) => toast.id === id)?.undo
  dismissToast(id)
  if (undo === undefined) return
  try {
    showToast({ text: await undo() })
  } catch (error) {
    const { message, fix } = problemOf(error)
    showToast({ text: `Not undone: ${message}. ${fix}` })
  }
}
