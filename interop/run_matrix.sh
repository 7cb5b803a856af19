#!/bin/sh
# The interop matrix: builds the peers and runs every pair of them, in a network namespace of its
# own. Where the kernel has no SCTP, all of it runs in the kernel lab.
#
#   interop/run_matrix.sh [--only TEXT]...     see interop/matrix/run.mjs
#
# Environment: INTEROP_LOG_DIR for logs and reports; INTEROP_PROGRAMS, empty, to do without the
# independent programs that are not installed; SERVER_HOST, SERVER_HOST6, MULTI_HOSTS,
# MULTI_HOSTS6 and DEAD_HOST6; PORT_NODE_SERVER, PORT_NODE_MULTI_SERVER and so CPP and USRSCTP.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
logs=${INTEROP_LOG_DIR:-$root/interop/build/logs}
time_limit_s=1800

node "$root/scripts/setup.mjs" --interop ${INTEROP_PROGRAMS---programs}
mkdir -p "$logs"
for peers in cpp usrsctp; do
  build=$root/interop/$peers/build
  if ! { cmake -S "$root/interop/$peers" -B "$build" && cmake --build "$build"; } \
    >"$logs/build-$peers.log" 2>&1; then
    cat "$logs/build-$peers.log"
    exit 1
  fi
done

# As an ordinary user: root of a namespace in which there is nothing of anybody else's.
if [ "$(id -u)" -eq 0 ]; then own='unshare --net'; else own='unshare --map-root-user --net'; fi
set -- node "$root/interop/matrix/run.mjs" --logs "$logs" "$@"

cd "$root"
if node -e "process.exit(require('net-sctp').isSCTPSupported('kernel') ? 0 : 1)"; then
  exec $own "$@"
fi
node "$root/scripts/setup.mjs" --lab
exec "$root/scripts/kernel-lab" -t "$time_limit_s" -w "$logs" -w "$root/doc" -- unshare --net "$@"
