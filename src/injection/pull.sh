# Brings models into the cache before a Dynamo container starts. Parameters come from the environment alone.
# They, the exit codes and the remedies: docs/pull.md
set -uf
export LC_ALL=C NO_COLOR=1
BAD=2 REFUSED=3 LATE=4 UNSEEN=5 UNWRITABLE=6

say() { printf 'model-express-pull: %s\n' "$*"; }
die() { status=$1; shift; say "FAILED: $*"; exit "$status"; }
since() { echo $(($(date +%s) - $1)); }
left() { echo $((limit - $(since "$began"))); }

stop() {
  trap '' TERM INT
  say "stopped by a signal"
  kill -TERM 0
  exit 143
}

work() {
  configure
  i=0 queue=''
  while model=$(printenv "MX_PULL_MODEL_$i"); do
    model=${model%@main}
    parse
    case " $queue " in *" $model "*) ;; *) queue="$queue $model" ;; esac
    i=$((i + 1))
  done
  # No name has white space in it any more.
  for model in $queue; do parse; pull; done
  say "done: $(since "$began") s"
}

configure() {
  cache=${MODEL_EXPRESS_CACHE_DIRECTORY:-} server=${MODEL_EXPRESS_ENDPOINT:-} mode=shared
  cli=${MX_PULL_CLI:-/app/modelexpress-cli} limit=${MX_PULL_TIMEOUT:-3600} began=$(date +%s)
  [ "$server" ] || die $BAD "MODEL_EXPRESS_ENDPOINT is empty"
  case $cache in /*) ;; *) die $BAD "MODEL_EXPRESS_CACHE_DIRECTORY is '$cache', not an absolute path" ;; esac
  case $limit in '' | 0* | *[!0-9]*) die $BAD "MX_PULL_TIMEOUT is '$limit', not whole seconds" ;; esac
  case ${MODEL_EXPRESS_NO_SHARED_STORAGE:-false} in
    # Whoever reads or writes here next may have another uid.
    true) mode=stream; umask 000 ;;
    false) ;;
    *) die $BAD "MODEL_EXPRESS_NO_SHARED_STORAGE is neither true nor false" ;;
  esac
  version=$("$cli" --version 2>&1) || die $BAD "cannot run $cli: $version. Is this a Model Express image?"
  # coreutils' timeout would leave the process group, which stop() ends; busybox's stays in it.
  timeout='timeout --foreground -k 5'
  $timeout 1 true 2>/dev/null || timeout='timeout -k 5'
  [ -d "$cache" ] || made=1
  why=$(mkdir -p "$cache" 2>&1) || die $UNWRITABLE "uid $(id -u) cannot create the cache: $why"
  # The server may be somebody else, and begin after this pod: whoever may write beside the folder may write into it.
  [ -z "${made-}" ] || { chown "$(stat -c %u:%g "${cache%/*}")" "$cache"; chmod "$(stat -c %a "${cache%/*}")" "$cache"; } 2>/dev/null
  say "$version, server $server, mode $mode, cache $cache, deadline $limit s"
}

# Names become paths and arguments: only what a hub, a git ref or a URI can contain passes.
parse() {
  name=$model revision=main repo=''
  case $model in *@*) name=${model%%@*} revision=${model#*@} ;; esac
  case $name:$revision in
    *[!!-~]*) ;;
    ngc://?* | gs://?* | s3://?* | az://?*) name=$model revision=main; return ;;
    :* | *: | [./-]* | *:[./-]* | *..* | *//* | */ | */:* | */*/*:* | *:*:* | *[!A-Za-z0-9._/:+=,%#@-]*) ;;
    */*:*) repo=$cache/models--${name%/*}--${name#*/}; return ;;
    *) repo=$cache/models--$name; return ;;
  esac
  die $BAD "MX_PULL_MODEL_$i is '$model', not name, org/name, org/name@revision or a URI"
}

pull() {
  start=$(date +%s) tries=0 refusals=0 delay=2 sha='' why='no answer; the server or its hub hangs'
  say "$model: asking Model Express"
  until attempt; do
    if [ $tries -ge 3 ] || [ "$(since "$start")" -ge 20 ] || [ "$(left)" -le 1 ]; then accept && return; fi
    [ "$(left)" -gt 1 ] || die $LATE "$model: not complete at the deadline ($limit s). Last trouble: $why." \
      "See that $server runs and reaches its hub, or allow more time (annotation pull-timeout)"
    back_off
  done
  say "$model: ready${sha:+ at $sha}, $(on_disk) on disk, $(since "$start") s"
}

# In both modes the server gets the model first: its answer names the revision that must end up here.
attempt() {
  tries=$((tries + 1))
  ask false || return 1
  # An older one silently delivers its default revision.
  [ "$revision" = main ] || [ "$sha" ] ||
    die $BAD "$model: $server ignores revisions; it must be Model Express 0.6 or newer"
  ! is_commit "$revision" || [ "$revision" = "$sha" ] || die $BAD "$model: $server delivers $sha instead"
  if [ $mode = shared ]; then finish; else stream 9>>"$(lock)"; fi
}

# Runs the CLI. Returns 1 for a trouble that may pass.
ask() {
  set -- env MODEL_EXPRESS_NO_SHARED_STORAGE="$1" "$cli" model download --strategy server-only "$name"
  [ "$revision" = main ] || set -- "$@" --revision "$revision"
  bounded "$@"
  case $code in 0) sha=$(answer 'Resolved revision'); return 0 ;; 124) return 1 ;; esac
  why=$(printf '%s\n' "$out" | sed -n 's/, details: \[\].*//; s/^[Ee]rror: //p' | tail -n 1 | cut -c 1-500)
  why=${why:-the CLI ended with $code}
  case $code:$why in
    2:*--revision*) die $BAD "$model: $version knows no revisions; use an image of Model Express 0.6 or newer" ;;
    2:*) die $BAD "$model: $version does not accept its arguments or environment: $why" ;;
    *'error 13)'* | *'error 28)'* | *'error 30)'* | *'error 122)'* | *'No space left'*)
      die $UNWRITABLE "$model: cannot write: $why. Make room, or let uid $(id -u) and the server write there" ;;
    *'(404 Not Found)'*) refuse "the hub does not have it; correct the name or the revision" ;;
    *'(401 Unauthorized)'* | *'(403 Forbidden)'*)
      refuse "it is gated, private or misspelt; give the server an HF_TOKEN that may read it" ;;
    *'status: Unauthenticated'* | *'status: PermissionDenied'*) refuse "Model Express does not accept this pod's token" ;;
  esac
  return 1
}

answer() { printf '%s\n' "$out" | sed -n "s/^ *$1: //p"; }

# Runs what may never end by itself, with a sign of life now and then.
bounded() {
  code=124 out='' rest=$(left)
  [ "$rest" -gt 0 ] || return 0
  while sleep 15; do say "$model: working, $(on_disk) on disk, $(since "$start") s"; done 9>&- & watch=$!
  # shellcheck disable=SC2086 # timeout is several words
  out=$($timeout "$rest" "$@" 2>&1)
  code=$?
  kill $watch
  [ $code -eq 0 ] || [ "$(left)" -gt 0 ] || code=124
}

on_disk() { du -sh "${repo:-$cache}" 2>/dev/null | cut -f 1 | grep . || echo nothing; }

# One refusal can be a hub's hiccup; the second is its answer.
refuse() {
  refusals=$((refusals + 1))
  [ $refusals -lt 2 ] || die $REFUSED "$model: $1. Model Express says: $why"
}

# Half of each pause is random, so that pods that failed together do not return together.
back_off() {
  pause=$((delay / 2 + $(od -An -N2 -tu2 /dev/urandom) % (delay / 2 + 1))) rest=$(left)
  [ $pause -lt "$rest" ] || pause=$((rest / 2))
  say "$model: attempt $tries failed, the next is in $pause s: $why"
  sleep $pause
  delay=$((delay < 8 ? delay * 2 : 15))
}

# The volume may be a claim to which other pods stream the same model, and the CLI locks nothing.
lock() {
  file=$cache/.locks/model-express-$(printf %s "$name" | tr -c 'A-Za-z0-9._-' _)
  if mkdir -p "${file%/*}" && touch "$file"; then echo "$file"; else echo /dev/null; fi 2>/dev/null
}

stream() {
  if command -v flock >/dev/null && ! flock -n 9; then
    why='another pod streams it to this volume'
    say "$model: $why; waiting"
    bounded flock 9
    [ $code -ne 124 ] || return 1
  fi
  if ! is_marked; then
    free=$(df -Pk "$cache" | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)
    free=$((${free:-99999} / 1024))
    [ $free -ge 16 ] || die $UNWRITABLE "$model: $cache is full ($free MiB free). Enlarge the volume or make room"
    say "$model: streaming, $free MiB free"
    ask true || return 1
  fi
  finish
}

# Offline look-ups read refs/<revision>. The mark lists what a complete snapshot consists of.
finish() {
  prove
  [ "$repo" ] || return 0
  put "$repo/refs/$revision" "$sha" || lack_ref
  put "$repo/.model-express/$sha" "$(sizes)" || :
}

# The CLI's success says that the server has the model, not that this pod sees it. Network file systems lag.
prove() {
  # A CLI of 0.5 names no folder for a URI.
  case $repo:$version in :*' 0.5.'*) return ;; esac
  succeeded=$(date +%s)
  until locate && lacking=$(lack) && [ -z "$lacking" ]; do
    if [ "$(since "$succeeded")" -ge 60 ] || [ "$(left)" -le 2 ]; then
      die $UNSEEN "$model: the server has it, but $folder lacks $lacking. If $server is on another disk," \
        "give both the same claim and sub-path, or set mode stream; if it is on this one, delete that folder"
    fi
    sleep 2
  done
}

# Finds the snapshot. A CLI of 0.5 names no revision: it is what was just streamed, or main's, or the only one.
locate() {
  [ "$repo" ] || { folder=$(answer Path); return 0; }
  # shellcheck disable=SC2012
  [ "$sha" ] || case $mode in
    stream) sha=$(ls -t "$repo/snapshots" | head -n 1) ;;
    shared) sha=$(cat "$repo/refs/main" 2>/dev/null || ls "$repo/snapshots" 2>/dev/null) ;;
  esac
  folder=$repo/snapshots/${sha:-none}
}

# Prints what the snapshot lacks. config.json comes first and proves nothing; the weights' index does.
lack() (
  cd "${folder:-/dev/null}" 2>/dev/null || { echo "everything: there is no such folder"; exit; }
  set +f
  set -- *
  # A link to nothing is lacking; so is what the index names. Without an index the last shard proves the others.
  {
    printf '%s\n' "$@"
    [ -e model.safetensors ] || grep -os '"[^"/]*\.safetensors"' model.safetensors.index.json | tr -d '"'
    printf '%s\n' "$@" | sed -n 's/-[0-9]*-of-\([0-9]*\)\./-\1-of-\1./p'
  } | while read -r file; do [ -e "$file" ] || { echo "$file"; exit; }; done | grep . && exit
  [ -z "$repo" ] || printf '%s\n' "$@" | grep -Eq '\.(safetensors|bin|pth?|ckpt|gguf|h5|msgpack|nemo|onnx|engine)$' ||
    { [ -e tokenizer_config.json ] && ! grep -qs '"architectures"' config.json; } || echo "the weights"
)

lack_ref() {
  why="uid $(id -u) cannot write $repo/refs/$revision"
  [ "${MX_PULL_OFFLINE:-false}" = false ] || die $UNWRITABLE "$model: $why, and a container here reads offline." \
    "Run the pod as the server's uid, let a pod that can write pull first, or set annotation offline: never"
  say "WARNING: $why; offline look-ups by name fail until a pod that can has pulled"
}

# Writes a file whole or not at all, whoever else does the same now.
put() {
  [ "$(cat "$1" 2>/dev/null; echo .)" != "$2." ] || return 0
  { mkdir -p "${1%/*}" && new=$(mktemp "${1%/*}/.XXXXXX"); } 2>/dev/null || return 1
  printf %s "$2" >"$new" && chmod 644 "$new" && mv -f "$new" "$1"
}

sizes() { (cd "$repo/snapshots/$sha" 2>/dev/null && find -L . -type f ! -name '.*' -exec stat -L -c '%s %n' {} +); }

# The mark holds while every file in it has its size: a truncated file is never trusted.
is_marked() {
  [ "$sha" ] && [ -s "$repo/.model-express/$sha" ] || return 1
  sizes | grep -qvxFf - "$repo/.model-express/$sha"
  [ $? -eq 1 ]
}

is_commit() { case $1 in *[!0-9a-f]*) return 1 ;; esac; [ ${#1} -eq 40 ]; }

# An outage elsewhere must not keep a pod from weights that it has; a refusal must.
accept() {
  [ "$repo" ] && [ $refusals -eq 0 ] || return 1
  sha=$revision
  is_commit "$sha" || sha=$(cat "$repo/refs/$revision" 2>/dev/null)
  is_commit "$sha" && { is_marked || is_evident; } || return 1
  say "WARNING: $model: using the complete snapshot $sha that is here, because: $why"
}

# Without a mark: a link is made when what it points to is complete, tokenizer_config.json after the weights.
is_evident() {
  [ $mode = shared ] && locate && [ -z "$(lack)" ] && [ -z "$(find "$folder" -type f)" ] &&
    [ -e "$folder/config.json" ] && [ -e "$folder/tokenizer_config.json" ]
}

# A shell answers no signal while a foreground child runs, so the work goes to the background.
trap stop TERM INT
work & wait $!
