import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { address, changeQuery } from '../route/router.ts'

/** Milliseconds between the last key and the search. */
const PAUSE = 250

/** Fields that narrow a list. What they hold stands in the page's address. */
export function Filters({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <search aria-label={label}>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        {children}
      </form>
    </search>
  )
}

/** Choices of one filter; the first is what holds when the address does not name it. */
export function FilterChoice({
  name,
  label,
  choices,
}: {
  name: string
  label: string
  choices: readonly (readonly [value: string, words: string])[]
}) {
  const id = useId()
  const usual = choices[0]?.[0]
  return (
    <div class="filter">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={address.value.query[name] ?? usual}
        onChange={({ currentTarget: { value } }) => changeQuery({ [name]: value === usual ? undefined : value })}
      >
        {choices.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Text to look for; typing does not fill the history. */
export function FilterText({ name, label, hint }: { name: string; label: string; hint?: string }) {
  const id = useId()
  const there = address.value.query[name] ?? ''
  const [text, setText] = useState(there)
  const sent = useRef(there)
  useEffect(() => {
    if (there !== sent.current) setText(there)
    sent.current = there
  }, [there])
  useEffect(() => {
    if (text.trim() === sent.current) return
    const timer = setTimeout(() => {
      sent.current = text.trim()
      changeQuery({ [name]: text.trim() }, true)
    }, PAUSE)
    return () => clearTimeout(timer)
  }, [text, name])
  return (
    <div class="filter filter-text">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="search"
        value={text}
        placeholder={hint}
        autoComplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
    </div>
  )
}
