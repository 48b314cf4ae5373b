import { useEffect, useRef, useState } from 'preact/hooks'
import type { LabFile } from '../../../../src/domain/replay-lab.ts'
import { type ApiProblem, problemOf } from '../../api/api-problem.ts'
import { mayWrite } from '../../api/session.ts'
import { uploadLog } from '../../api/upload.ts'
import { percent } from '../../format/format-number.ts'

/** A place to drop a log on, or to choose one; shows how much of it was sent. */
export function UploadField({ onDone }: { onDone: (file: LabFile) => void }) {
  const [sending, setSending] = useState<{ name: string; share: number } | null>(null)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [isOver, setOver] = useState(false)
  const abort = useRef<AbortController | null>(null)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => () => abort.current?.abort(), [])
  const take = async (file: File | undefined) => {
    if (file === undefined || sending !== null) return
    const controller = new AbortController()
    abort.current = controller
    setProblem(null)
    setSending({ name: file.name, share: 0 })
    try {
      onDone(await uploadLog(file, (share) => setSending({ name: file.name, share }), controller.signal))
    } catch (error) {
      if (!controller.signal.aborted) setProblem(problemOf(error))
    }
    setSending(null)
    if (input.current !== null) input.current.value = ''
  }
  if (!mayWrite.value) return null
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the field within does the same by the keyboard
    <div
      class={`drop ${isOver ? 'drop-over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        void take(event.dataTransfer?.files[0])
      }}
    >
      {sending === null ? (
        <label>
          <span>Drop a log here, or choose one; it may be packed with gzip. Only this server sees it.</span>
          <input ref={input} type="file" onChange={({ currentTarget }) => void take(currentTarget.files?.[0])} />
        </label>
      ) : (
        <div class="progress-line" role="status">
          <span>Sending {sending.name}</span>
          <progress max={1} value={sending.share} aria-label={`Sent of ${sending.name}`} />
          <span>{percent(Math.floor(sending.share * 100))}</span>
          <button type="button" class="button button-small" onClick={() => abort.current?.abort()}>
            Cancel
          </button>
        </div>
      )}
      {problem !== null && (
        <div class="failed" role="alert">
          <p>
            <strong>Not taken:</strong> {problem.message}
          </p>
          <p class="quiet">{problem.fix}</p>
        </div>
      )}
    </div>
  )
}
