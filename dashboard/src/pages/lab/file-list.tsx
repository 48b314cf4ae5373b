import type { LabFile } from '../../../../src/domain/replay-lab.ts'
import { problemOf } from '../../api/api-problem.ts'
import { send } from '../../api/client.ts'
import type { Resource } from '../../api/resource.ts'
import { mayWrite } from '../../api/session.ts'
import { bytes } from '../../format/format-number.ts'
import { RawText } from '../../parts/raw-text.tsx'
import { Empty, Loaded } from '../../parts/states.tsx'
import { Moment } from '../../parts/time.tsx'
import { showToast } from '../../state/toasts.ts'
import { UploadField } from './upload-field.tsx'

/** Logs to choose from, and the way to hand another one in. */
export function FileList({
  files,
  chosen,
  onChange,
}: {
  files: Resource<readonly LabFile[]>
  chosen: readonly string[]
  onChange: (chosen: readonly string[]) => void
}) {
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  return (
    <fieldset class="lab-files">
      <legend class="quiet small">Logs; parts of one log are put in order</legend>
      <Loaded of={files} lines={3}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>The server offers no log: none is followed. Hand one in below.</Empty>
          ) : (
            <ul>
              {rows.map((file) => (
                <li key={file.id} class="lab-file">
                  <label>
                    <input type="checkbox" checked={chosen.includes(file.id)} onChange={() => toggle(file.id)} />
                    <span class="lab-file-name">
                      <RawText wraps>{file.name}</RawText>
                      <span class="quiet small">
                        {bytes(file.bytes)}, changed <Moment at={file.modified} />
                        {file.is_upload && ', handed in'}
                      </span>
                    </span>
                  </label>
                  {file.is_upload && mayWrite.value && (
                    <button
                      type="button"
                      class="button button-small"
                      aria-label={`Remove ${file.name}`}
                      onClick={() => {
                        onChange(chosen.filter((one) => one !== file.id))
                        void discard(file, files.reload)
                      }}
                    >
                      Remove
                    </button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <UploadField
        onDone={(file) => {
          onChange([file.id])
          files.reload()
        }}
      />
    </fieldset>
  )
}

async function discard({ id, name }: LabFile, reload: () => void): Promise<void> {
  try {
    await send<unknown>('DELETE', `/api/v1/lab/files/${encodeURIComponent(id)}`)
    showToast({ text: `${name} removed.` })
  } catch (error) {
    const { message, fix } = problemOf(error)
    showToast({ text: `Not removed: ${message}. ${fix}` })
  }
  reload()
}
