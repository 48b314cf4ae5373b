import { effect, signal } from '@preact/signals'

/** `system`: as the reader's machine has it. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'breakwater-theme'
const prefersDark = matchMedia('(prefers-color-scheme: dark)')

export const theme = signal<Theme>(stored())

/** Counts up when colours changed: what draws on a canvas reads them again. */
export const coloursChanged = signal(0)

export function startTheme(): void {
  prefersDark.addEventListener('change', () => {
    coloursChanged.value += 1
  })
  effect(() => {
    if (theme.value === 'system') document.documentElement.removeAttribute('data-theme')
    else document.documentElement.dataset.theme = theme.value
    coloursChanged.value = coloursChanged.peek() + 1
  })
}

export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!
  try {
    localStorage.setItem(KEY, theme.value)
  } catch {
    // Storage is switched off: the choice holds until the page is closed.
  }
}

function stored(): Theme {
  try {
    return THEMES.find((name) => name === localStorage.getItem(KEY)) ?? 'system'
  } catch {
    return 'system'
  }
}
