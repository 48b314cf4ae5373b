import { dismissToast, toasts, undoToast } from '../state/toasts.ts'

/** What was done lately, each with its way back; read aloud as it comes. */
export function ToastHost() {
  return (
    <div class="toasts" role="status">
      {toasts.value.map(({ id, text, undo }) => (
        <div key={id} class="toast">
          <span>{text}</span>
          {undo !== undefined && (
            <button type="button" class="button" onClick={() => void undoToast(id)}>
              Undo
            </button>
          )}
          <button type="button" class="button button-bare" aria-label="Close" onClick={() => dismissToast(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  )
}
