import { nginxNamedFormat } from '../nginx-named-format.ts'

/** Nginx Proxy Manager's format of proxy hosts. */
export const nginxProxyManager = nginxNamedFormat(
  'nginx-proxy-manager',
  'Nginx Proxy Manager, proxy hosts',
  '[$time_local] $upstream_cache_status $upstream_status $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] [Sent-to $server] "$http_user_agent" "$http_referer"',
)

/** Its format of all other hosts. */
export const nginxProxyManagerStandard = nginxNamedFormat(
  'nginx-proxy-manager-standard',
  'Nginx Proxy Manager, other hosts',
  '[$time_local] $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] "$http_user_agent" "$http_referer"',
)
