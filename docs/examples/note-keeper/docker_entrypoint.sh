#!/bin/sh
# Main of Note Keeper. It is process 1: it must end when it is told to.
set -eu
trap 'kill "$server" 2>/dev/null; exit 143' TERM INT

port=8080
[ "${1:-}" = --port ] && port=$2

mkdir -p /data/notes
echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) started on $(uname -m)" >> /data/starts.log

# What came with this version, for the curious.
find /mnt/pages | sort > /data/pages.txt

httpd -f -p "$port" -h /data &
server=$!
wait "$server"
