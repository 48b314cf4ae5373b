import type { Request } from './request.ts'

/** The log_format that writes such lines, for an nginx configuration. */
export const LOG_FORMAT = `log_format breakwater escape=json '{"time_iso8601":"$time_iso8601","msec":"$msec","remote_addr":"$remote_addr","request_method":"$request_method","request_uri":"$request_uri","status":$status,"body_bytes_sent":$body_bytes_sent,"request_time":"$request_time","http_user_agent":"$http_user_agent","http_referer":"$http_referer","host":"$host"}';`

/** The line that nginx writes for a request, with its line feed. */
export function nginxJsonLine(request: Request): string {
  const line = {
    time_iso8601: new Date(request.at).toISOString().replace(/\.\d+Z$/, '+00:00'),
    msec: (request.at / 1_000).toFixed(3),
    remote_addr: request.address,
    request_method: request.method,
    request_uri: request.path,
    status: request.status,
    body_bytes_sent: request.bytes,
    request_time: (request.duration / 1_000).toFixed(3),
    http_user_agent: request.agent,
    http_referer: request.referrer,
    host: 'shop.example',
  }
  return `${JSON.stringify(line)}\n`
}
