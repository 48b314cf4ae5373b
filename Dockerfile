# Breakwater as a container: docs/guide/docker.md. BASE is any Debian or Ubuntu with Node 20.19 or newer; 22 or 24 is advised.
ARG BASE=docker.io/library/node:22-bookworm-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM ${BASE}
# The firewall's programs; setpriv of util-linux, which gives up what is not needed, is in every Debian.
RUN apt-get update \
  && apt-get install -y --no-install-recommends nftables iptables ipset iproute2 \
  && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 1642 breakwater \
  && useradd --system --uid 1642 --gid 1642 --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin breakwater \
  && install -d -m 0700 -o breakwater -g breakwater /var/lib/breakwater \
  && install -d -m 0755 /etc/breakwater /var/log/site
WORKDIR /opt/breakwater
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/kernel ./kernel
COPY --from=build /build/data ./data
COPY --from=build /build/dist ./dist
COPY docker/breakwater.yaml /etc/breakwater/breakwater.yaml
COPY --chmod=0755 docker/breakwater.sh /usr/local/bin/breakwater
ENV NODE_ENV=production BREAKWATER_ENFORCE=off
VOLUME /var/lib/breakwater
EXPOSE 8642
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s --retries=3 CMD ["breakwater", "status"]
# It begins as root only to become the user breakwater with no more than the capability that the mode needs.
ENTRYPOINT ["breakwater"]
CMD ["run", "--plain"]
