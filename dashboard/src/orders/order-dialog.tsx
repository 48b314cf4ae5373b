import { useId, useState } from 'preact/hooks'
import { type ApiProblem, problemOf } from '../api/api-problem.ts'
import { session } from '../api/session.ts'
import { Dialog } from '../parts/dialog.tsx'
import { showToast } from '../state/toasts.ts'
import { LONGEST_REASON } from './limits.ts'
import { type Order, type OrderField, openOrder } from './order.ts'

/** Shows the order that is asked about, if there is one. */
export function OrderHost() {
  const order = openOrder.value
  return order === null ? null : <OrderDialog key={order.title} order={order} />
}

function OrderDialog({ order }: { order: Order }) {
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const close = () => {
    openOrder.value = null
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (isBusy) return
    const values = Object.fromEntries(
      [...new FormData(event.currentTarget as HTMLFormElement)].map(([name, value]) => [name, String(value).trim()]),
    )
    setBusy(true)
    setProblem(null)
    try {
      showToast(await order.submit(values.reason ?? '', values))
      close()
    } catch (error) {
      setProblem(problemOf(error))
      setBusy(false)
    }
  }
  const name = session.value?.name ?? null
  return (
    <Dialog title={order.title} onClose={close}>
      <form class="form" onSubmit={submit}>
        <p>{order.meaning}</p>
        {order.fields?.map((field) => (
          <Field key={field.name} field={field} />
        ))}
        <label class="field">
          <span>{order.reasonLabel ?? 'Reason'}</span>
          <input
            name="reason"
            autofocus={order.fields?.some(({ type }) => type === 'text') !== true}
            required
            maxLength={LONGEST_REASON}
            autoComplete="off"
          />
          <span class="quiet">Goes into the audit log{name === null ? '' : ` with your name, ${name}`}.</span>
        </label>
        {problem !== null && (
          <div class="failed" role="alert">
            <p>
              <strong>Not done:</strong> {problem.message}
            </p>
            {problem.fix !== '' && <p class="quiet">{problem.fix}</p>}
          </div>
        )}
        <div class="form-actions">
          <button type="button" class="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class={`button ${order.isHarsh ? 'button-act' : 'button-main'}`} disabled={isBusy}>
            {isBusy ? 'One moment' : order.verb}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function Field({ field }: { field: OrderField }) {
  const id = useId()
  const { name, label, value, hint } = field
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {field.type === 'choice' ? (
        <select id={id} name={name}>
          {field.choices.map(([choice, words]) => (
            <option key={choice} value={choice} selected={choice === value}>
              {words}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          name={name}
          defaultValue={value}
          required={field.isRequired}
          autoComplete="off"
          spellcheck={false}
        />
      )}
      {hint !== undefined && <span class="quiet">{hint}</span>}
    </div>
  )
}
