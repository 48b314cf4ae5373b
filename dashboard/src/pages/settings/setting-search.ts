import type { SettingView } from '../../../../src/domain/site-desk.ts'

/** Options that hold every word of `text` in their name, value or description; only those that were changed when asked for. */
export function foundSettings(
  settings: readonly SettingView[],
  text: string,
  isChangedOnly: boolean,
): readonly SettingView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return settings.filter((setting) => {
    if (isChangedOnly && setting.is_default) return false
    const all = `${setting.option} ${setting.value} ${setting.description}`.toLowerCase()
    return words.every((word) => all.includes(word))
  })
}
