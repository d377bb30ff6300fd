#!/bin/sh
# Start the current version. The first starts of a new one are watched: where two of them end without a page, the
# previous version is current again. The file "state" has one line: VERSION PREVIOUS LEFT PROCESS FAILED, where LEFT is
# the number of starts that may fail, or "ok"; PROCESS is the launcher that counts the present one, its number and the
# time of its start, as numbers are used again; "-" stands for none.
set -u
program='@PROGRAM@'
self=$0
while [ -h "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=$(dirname "$self")/$link ;;
  esac
done
here=$(CDPATH='' cd "$(dirname "$self")" && pwd -P) || exit 1

# Set `parent` and `named` to the parent of a process and to its number with the time of its start; fail if it has ended.
look_at() {
  named=$1
  if [ -r /proc/self/stat ]; then
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    set -- ${stat##*) } # what follows the program's name, which may have spaces
    case $1 in Z | X) return 1 ;; esac
    parent=$2
    shift 19
    named=$named:$1
  else
    set -- $(ps -o ppid=,lstart= -p "$1" 2>/dev/null)
    [ $# -gt 1 ] || return 1
    parent=$1
    shift
    named=$named:$(IFS=_ && echo "$*")
  fi
}

if [ -n "${ORO_START_AFTER-}" ]; then # a restart: the old process, which started this one, hands over by ending
  while look_at $$ && [ "$parent" = "$ORO_START_AFTER" ]; do sleep 0.1; done
  unset ORO_START_AFTER
fi

remember() {
  { printf '%s %s %s %s %s\n' "$version" "$previous" "$left" "$process" "$failed" >"$here/.state.$$" &&
    mv -f "$here/.state.$$" "$here/state"; } || rm -f "$here/.state.$$" # the disk is full: the state stays as it was
}

go_back() {
  if [ "$failed" = - ]; then failed=$version; else failed=$version,$failed; fi
  version=$previous previous=- left=ok process=-
  remember
}

if ! read -r version previous left process failed 2>/dev/null <"$here/state"; then
  echo "Cannot start: \"$here/state\" cannot be read; install the app again" >&2
  exit 1
fi
if [ "$previous" != - ] && [ ! -x "$here/versions/$version/$program" ]; then
  go_back
fi
case $left in
  ok) exec "$here/versions/$version/$program" "$@" ;;
esac
if [ "$process" != - ] && look_at "${process%%:*}" && [ "$named" = "$process" ]; then
  exec "$here/versions/$version/$program" "$@" # another start is being watched already
fi
[ "$process" = - ] || left=$((left - 1)) # the watched start was killed, and its launcher with it

stopped=
trap 'stopped=1; kill "$child" 2>/dev/null' TERM HUP INT
exec 3<&0
while [ "$left" -gt 0 ] || [ "$previous" = - ]; do
  look_at $$ && process=$named
  remember
  (trap - TERM HUP INT; exec "$here/versions/$version/$program" "$@" <&3 3<&-) &
  child=$!
  wait "$child"
  status=$?
  while kill -0 "$child" 2>/dev/null; do
    wait "$child"
    status=$?
  done
  read -r now _ reached _ _ <"$here/state"
  if [ "$now" != "$version" ] || [ "$reached" = ok ]; then exit "$status"; fi
  process=-
  if [ "$status" = 0 ] || [ -n "$stopped" ] || { [ "$(uname)" = Linux ] && [ -z "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; }; then
    remember # it was ended on purpose, or has no display: that says nothing of the version
    exit "$status"
  fi
  left=$((left - 1))
  if [ "$previous" = - ]; then
    left=1
    remember
    exit "$status"
  fi
done
echo "Version $version ended twice before its first page; $previous starts instead" >&2
go_back
exec "$here/versions/$version/$program" "$@" <&3 3<&-
