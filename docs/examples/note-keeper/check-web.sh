#!/bin/sh
# Health check: 60 means "starting", 0 "success", anything else is a failure with what is on standard error.
read -r elapsed || elapsed=0
if wget -q -O /dev/null http://127.0.0.1:8080/starts.log; then exit 0; fi
if [ "${elapsed:-0}" -lt 10000 ]; then exit 60; fi
echo "the web page does not answer" >&2
exit 1
