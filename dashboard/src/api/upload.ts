import type { LabFile } from '../../../src/domain/replay-lab.ts'
import { ApiProblem } from './api-problem.ts'
import { session } from './session.ts'

/**
 * Hands a log in, and tells the share of it that was sent, 0 … 1. What is not sent when `signal` aborts is dropped. Rejects with ApiProblem, or
 * DOMException when aborted.
 */
export function uploadLog(file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<LabFile> {
  return new Promise((resolve, reject) => {
    // fetch tells nothing of what was sent.
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/lab/files?name=${encodeURIComponent(file.name.slice(-200))}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    const token = session.value?.token ?? null
    if (token !== null) request.setRequestHeader('x-breakwater-token', token)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total)
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as LabFile)
      else reject(problemIn(request.status, request.responseText))
    }
    request.onerror = () =>
      reject(new ApiProblem(0, 'no-answer', 'the file was not taken', 'Is it larger than 256 MB? Pack it with gzip.'))
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function problemIn(status: number, text: string): ApiProblem {
  try {
    const { error, message, fix } = JSON.parse(text) as { error?: string; message?: string; fix?: string }
    if (message !== undefined) return new ApiProblem(status, error ?? 'unknown', message, fix ?? '')
  } catch {
    // A proxy in between answers with a page of its own.
  }
  const fix = 'A proxy in between may limit the size of bodies, as client_max_body_size of nginx does.'
  return new ApiProblem(status, 'bad-gateway', `the server answered with status ${status}`, fix)
}
