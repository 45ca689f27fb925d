# To be sourced: says every 15 s, until the script ends, that it is at work:  . scripts/heartbeat.sh building
(while sleep 15 </dev/null >/dev/null 2>&1; do echo "  still $1, ${SECONDS} s" >&2; done) &
heartbeat=$!
