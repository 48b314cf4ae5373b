#!/bin/sh
# Runs breakwater in a container: as the user 1642, with no more than the capability that BREAKWATER_ENFORCE needs.
set -eu

user=1642
state=/var/lib/breakwater
mode=${BREAKWATER_ENFORCE:-off}

fail() {
  printf 'breakwater: %s\n  %s\n' "$2" "$3" >&2
  exit "$1"
}

# Whether this process may have the capability of that number (capabilities(7)).
permitted() {
  [ $((0x$(sed -n 's/^CapPrm:[[:space:]]*//p' /proc/self/status) >> $1 & 1)) = 1 ]
}

case $mode in
  off) wanted='' ;;
  nftables) wanted=',+net_admin' ;;
  # The set match of iptables asks the kernel through a raw socket.
  iptables) wanted=',+net_admin,+net_raw' ;;
  *) fail 2 "BREAKWATER_ENFORCE=$mode is no way to enforce bans" 'Write nftables, iptables or off.' ;;
esac

if [ "$mode" != off ] && ! permitted 12; then
  fail 2 "BREAKWATER_ENFORCE=$mode needs the capability NET_ADMIN" \
    'Give the container cap_add: [NET_ADMIN] and let it begin as root, or set BREAKWATER_ENFORCE=off to observe.'
fi
if [ "$mode" = iptables ] && ! permitted 13; then
  fail 2 'BREAKWATER_ENFORCE=iptables needs the capability NET_RAW too' \
    'Give the container cap_add: [NET_ADMIN, NET_RAW], or choose BREAKWATER_ENFORCE=nftables.'
fi

if [ "$(id -u)" = 0 ]; then
  if ! permitted 6 || ! permitted 7; then
    fail 2 'the container begins as root and may not become another user' \
      "Give it cap_add: [SETUID, SETGID], or, to observe only, user: \"$user:$user\"."
  fi
  set -- setpriv "--reuid=$user" "--regid=$user" --clear-groups "--inh-caps=-all$wanted" "--ambient-caps=-all$wanted" \
    --no-new-privs node /opt/breakwater/dist/cli/main.js "$@"
  can_write() { setpriv "--reuid=$user" "--regid=$user" --clear-groups --inh-caps=-all test -w "$state"; }
else
  user=$(id -u)
  set -- node /opt/breakwater/dist/cli/main.js "$@"
  can_write() { test -w "$state"; }
fi

if ! can_write; then
  fail 1 "the state volume $state cannot be written by the user $user" \
    "Mount a volume there that belongs to it: chown $user:$user FOLDER. Without it a restart would forget bans and what was learned."
fi

exec "$@"
