#!/bin/sh
# Blocks what this computer sends to other computers, and lets it pass again:
#
#     paxy-partition MS ADDRESS...
#
# MS is at most 4 digits. Prints "blocked" when nothing passes any more, and
# ends when everything passes again. The way back is started first, in a session
# of its own: it needs neither paxy, nor the node or the login that called this.
#
# For users who are not root: install it as /usr/local/sbin/paxy-partition, owned
# by root, and let them run that with sudo (see src/nodes/README.md).
PATH=/usr/sbin:/sbin:/usr/bin:/bin

fail() {
  echo "$1" >&2
  exit 1
}

case ${1:-} in '' | 0* | *[!0-9]* | ?????*) fail "usage: paxy-partition MS ADDRESS..." ;; esac
seconds=$(($1 / 1000)).$(printf %03d $(($1 % 1000)))
shift
for address; do
  case $address in *[!0-9a-fA-F.:]* | '') fail "$address is not an address" ;; esac
done
for program in ip setsid; do
  command -v "$program" >/dev/null || fail "the program $program is missing"
done

# The metric tells these routes from any others.
env -i PATH="$PATH" setsid sh -c '
  trap "" HUP INT TERM
  sleep "$1"
  metric=$2
  shift 2
  for address; do ip route del blackhole "$address" metric "$metric"; done
' paxy-partition "$seconds" $$ "$@" </dev/null >/dev/null 2>&1 &

for address; do
  ip route add blackhole "$address" metric $$ || exit 1
  if ip route get "$address" >/dev/null 2>&1; then
    fail "another route to $address goes first"
  fi
done
echo blocked
wait
