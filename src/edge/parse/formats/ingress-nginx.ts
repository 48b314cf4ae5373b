import { nginxNamedFormat } from '../nginx-named-format.ts'

/** The format `upstreaminfo` of the Kubernetes ingress controller: combined with a tail, which holds the duration. */
export const ingressNginx = nginxNamedFormat(
  'ingress-nginx',
  'Kubernetes ingress-nginx',
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id',
)
