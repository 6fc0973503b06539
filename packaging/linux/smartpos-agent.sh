#!/bin/sh
# /usr/bin/smartpos-agent: the tray application; commands and the service need no screen, and show no page that would
# have to be locked into Chromium's sandbox.
program=/opt/smartpos-agent/smartpos-agent
for word in "$@"; do
  case "$word" in
    service | token | printers | --service | --self-test | --help | -h | --version)
      exec "$program" --ozone-platform=headless --no-sandbox --disable-gpu "$@"
      ;;
  esac
done
exec "$program" "$@"
