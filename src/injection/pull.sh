# Brings models into the cache before a Dynamo container starts. Parameters come from the environment alone.
# They, the exit codes and the remedies: docs/pull.md. Pods carry this text without comments and indentation.
# The shared volume is hostile: only regular files inside the cache are read, and no link leads a write out of it.
set -uf
export LC_ALL=C NO_COLOR=1
cache=$MODEL_EXPRESS_CACHE_DIRECTORY server=$MODEL_EXPRESS_ENDPOINT stream=${MODEL_EXPRESS_NO_SHARED_STORAGE:-false}
limit=${MX_PULL_TIMEOUT:-3600} cli=${MX_PULL_CLI:-/app/modelexpress-cli} uid=$(id -u)

# The words of the CLI and the names of files may hold anything; a line holds printable ASCII.
say() { printf 'model-express-pull: %s\n' "$(printf %s "$*" | tr -cd ' -~' | cut -c 1-900)"; }

die() {
  [ "${MX_PULL_FAILURE-}" != continue ] || { say "WARNING: starting without it: $2"; exit 0; }
  say "FAILED: $2"
  exit "$1"
}

fail() { code=$1 why=$2 fix=$3; return 1; }
left() { echo $((end > $(date +%s) ? end - $(date +%s) : 0)); }
since() { echo $(($1 - $(left))); }
is_online() { [ "${MX_PULL_OFFLINE-}" != true ]; }
is_commit() { [ ${#1} = 40 ] && case $1 in *[!0-9a-f]*) false ;; esac; }

work() {
  trap 'kill "$alarm"' EXIT
  # Who reads or writes here next may have another uid; the server may start after this pod.
  [ "$stream" = false ] || umask 0
  [ -d "$cache" ] || { why=$(mkdir -p "$cache" 2>&1) && { chown "$(stat -c %u:%g "${cache%/*}")" "$cache" && chmod "$(stat -c %a "${cache%/*}")" "$cache"; } 2>/dev/null; } || :
  [ -d "$cache" ] || die 6 "uid $uid cannot create the cache: $why"
  say "server $server, cache $cache, stream $stream, deadline $limit s"
  i=0 models=''
  while eval "[ \${MX_PULL_MODEL_$i+x} ] && model=\$MX_PULL_MODEL_$i"; do
    # Names become paths and arguments.
    case $model in '' | [./-]* | *@[./-]* | *..* | *[!A-Za-z0-9._/:+=,%#@-]*) die 2 "MX_PULL_MODEL_$i is '$model', not a model" ;; esac
    model=${model%@main}
    i=$((i + 1))
    case "$models " in *" $model "*) continue ;; esac
    # The server downloads the later ones while this pod waits for the first.
    [ ! "$models" ] || { parse; ask false; } >/dev/null &
    models="$models $model"
  done
  for model in $models; do (pull) || exit; done
  say "done: $(since "$limit") s"
}

parse() {
  name=$model rev='' repo=''
  case $model in *://*) return ;; esac
  rev=${name#"${name%%@*}"} name=${name%%@*}
  rev=${rev#@} repo=$cache/models--$(printf %s "$name" | sed 's|/|--|')
  marks=$repo/.model-express ref=$repo/refs/${rev:-main}
}

pull() {
  parse
  tries=0 refused=0 began=$(left) why='no answer; the server or its hub hangs' asked=''
  say "$model: asking Model Express"
  while sleep 15 >/dev/null; do size=$(du -sh "$repo" | cut -f 1); say "$model: working, ${size:-0} on disk, $(since "$began") s"; done 2>/dev/null &
  # shellcheck disable=SC2064
  trap "kill $!" EXIT
  until ask false && finish; do
    tries=$((tries + 1)) rest=$(left) stop=1
    # One refusal can be a hub's hiccup, one kill a moment without memory; the second is the answer.
    case $code in 3 | 137) refused=$((refused + 1)) ;; esac
    case $code$refused in 4? | 31 | 1371) [ "$rest" -lt 2 ] || stop='' ;; esac
    [ ! "$stop" ] && [ $tries -lt 3 ] && [ "$(since "$began")" -lt 20 ] || accept
    [ ! "$stop" ] || die "$code" "$model: $why. $fix"
    # Part of each pause is random, so that pods that failed together do not return together.
    pause=$((tries < 8 ? tries : 8)) pause=$((pause + $(od -An -N1 -tu1 /dev/urandom) % pause))
    say "$model: attempt $tries failed, the next is in $pause s: $why"
    sleep $((pause < rest ? pause : rest / 2))
  done
  say "$model: ready${sha:+ at $sha}, $(since "$began") s"
  report
}

# A Job of the controller has this in its termination message.
report() {
  [ ! "${MX_PULL_REPORT-}" ] || echo "${sha:--} $(du -skL "${folder-}" 2>/dev/null | cut -f 1)" >"$MX_PULL_REPORT"
}

# Asks the server for the model, with "true" also for its files.
ask() {
  # A group of its own ends with the CLI or at the deadline, whatever child holds the output.
  out=$({
    trap 'kill -9 "-$p"' TERM
    $(command -v setsid) timeout -s KILL $(($(left) + 1)) env MODEL_EXPRESS_NO_SHARED_STORAGE="$1" \
      "$cli" model download --strategy server-only "$name" ${rev:+--revision "$rev"} 2>&1 & p=$!
    wait $p
    echo " =$?"
    kill -9 "-$p"
  } 2>/dev/null | tail -c 2000 | tr -cs '!-~' ' ')
  code=${out##*=} code=${code% } out=${out% =*} sha=''
  case $out in *'Resolved revision: '*) sha=${out##*Resolved revision: } sha=${sha%% *} ;; esac
  case $code:$(left):$out in
    0:*) return ;;
    137:0:*) ;;
    137:*) fail 137 'the CLI was killed, as happens when memory is short' 'Raise the memory limit (annotation pull-resources)' || return ;;
    *rror:*) why=${out##*rror: } why=${why%%, details: \[\]*} ;;
    *) why="the CLI ended with $code: ${out# }" ;;
  esac
  case $code:$out in
    2:* | 12[67]:*) fail 2 "$why" 'Use an image of Model Express, for a revision 0.6 or newer' ;;
    *'error 13)'* | *'error 28)'* | *'error 30)'* | *'error 122)'* | *'No space left'*)
      fail 6 "cannot write: $why" "Make room, or let uid $uid and the server write there" ;;
    *'(404 '* | *'(401 '* | *'(403 '* | *Unauthenticated* | *PermissionDenied*)
      fail 3 "refused: $why" 'Correct the name or revision, or give the server an HF_TOKEN (or this pod a token) that may read it' ;;
    *) fail 4 "$why" "Not complete at the deadline ($limit s): see that $server runs and reaches its hub, or raise pull-timeout" ;;
  esac
}

# The CLI's success says that the server has the model, not that this pod sees it.
finish() {
  [ "$rev$sha" = '' ] || { is_commit "$sha" && { [ "$rev" = "$sha" ] || ! is_commit "$rev"; }; } ||
    fail 2 "$server delivers '$sha'" 'Use a server of 0.6 or newer' || return
  # What is on a disk of the server's alone is not seen here.
  [ "${MX_PULL_SERVER_ONLY-}" != true ] || return 0
  [ "$stream" = false ] || copy 9>>"$(lock)" || return
  from=$(left)
  # Network file systems lag.
  while
    look
    case $lacking in '' | */ | 'the weights') false ;; esac && [ "$(since "$from")" -lt 60 ] && [ "$(left)" -gt 2 ]
  do sleep 2; done
  case $lacking in
    '') ;;
    */ | 'the weights') undelivered || return ;;
    *) fail 5 "the server has it, but $folder lacks $lacking" 'Give both the same claim and sub-path, or set mode: stream' || return ;;
  esac
  [ ! "$repo" ] || { refer && { put "$marks/$sha" whole || :; }; }
}

# A server of 0.5 calls a model complete after a request for its metadata. It downloads again once its record is gone.
undelivered() {
  why="Model Express does not deliver $lacking"
  case ${#asked}$lacking in [01]the*) asked=1$asked; timeout 60 "$cli" --cache-path "$marks" model clear "$name" >/dev/null 2>&1; fail 4 "$why" ''; return ;; esac
  is_online || fail 7 "$why" 'Set offline: never, or use 0.6 or newer' || return
  say "WARNING: $model: $why; the container must fetch it"
}

refer() {
  ! is_online || unlock
  put "$ref" "$sha" && return
  why="uid $uid cannot write $ref"
  is_online || fail 6 "$why" "Run the pod as the server's uid, let a pod that can write pull first, or set offline: never" || return
  say "WARNING: $model: $why; look-ups by name need the hub"
}

# Online, huggingface_hub up to 0.36 makes this folder at each look-up, of what is cached too, and fails where it may not.
unlock() { is_safe && [ ! -L "$cache/.locks" ] && (umask 0; mkdir -p "$cache/.locks/${repo##*/}") || :; } 2>/dev/null

# The volume may be a claim to which other pods stream the same model, and the CLI locks nothing.
lock() { { is_safe && mkdir -p "$marks" && touch "$marks/lock" && [ -f "$marks/lock" ] && echo "$marks/lock"; } 2>/dev/null || echo /dev/null; }

copy() {
  flock -n 9 || { say "$model: another pod streams it to this volume; waiting"; timeout $(($(left) + 1)) flock 9; }
  [ "$sha" ] && is_whole && return
  say "$model: streaming"
  put "$marks/partial" 1
  ask true && rm -f "$marks/partial"
}

# A CLI of 0.5 names neither folder nor revision: it is what was just streamed, or what is known here.
look() {
  if [ "$repo" ]; then
    [ "$sha" ] || { [ "$stream" = true ] && sha=$(ls -t "$repo/snapshots" | head -n 1); } || known || :
    folder=$repo/snapshots/$sha
  else
    case $out in *Path:*) folder=${out##*Path: } folder=${folder% } ;; *) folder=$cache ;; esac
  fi
  lacking=$(lack)
}

# The commit that the revision means here: its own name, what the ref says, or the only snapshot.
known() {
  sha=$rev
  is_commit "$sha" || sha=$(get "$ref")
  is_commit "$sha" || [ "$rev" ] || sha=$(ls "$repo/snapshots")
  is_commit "$sha"
} 2>/dev/null

# Prints the first thing that the snapshot lacks, a folder with a slash at its end.
# shellcheck disable=SC2317
lack() (
  { cd "$folder" && set +f; } || { echo 'everything: there is no such folder'; exit; }
  { find -L . -maxdepth 1 ! -type f ! -type d; find . -maxdepth 1 -exec realpath {} + | grep -v "^$(realpath "$cache")"; } |
    sed 's|^./||; s/$/ (as a file of this cache)/; q' | grep . && exit
  [ "$repo" ] || exit
  # A safetensors file says where its last tensor ends.
  for file in *.safetensors; do
    size=$(od -An -tu8 -N8 "$file" | tr -d ' ')
    case ${#size}$(head -c 9 "$file" | tail -c 1) in
      [1-8]'{')
        last=$(head -c $((size + 8)) "$file" | grep -aoE 'offsets": ?\[[0-9]+, ?[0-9]+' | sed 's/.*[^0-9]//' | sort -n | tail -n 1)
        [ $((size + 8 + ${last:-0})) -le "$(stat -Lc %s "$file")" ] || { echo "the end of $file"; exit; }
        ;;
    esac
  done
  {
    # The last shard proves the others without an index.
    printf '%s\n' * | sed -n 's/-[0-9]*-of-\([0-9]*\)\./-\1-of-\1./p'
    { [ -e model.safetensors ] || head -c 9999999 model.safetensors.index.json || head -c 9999999 pytorch_model.bin.index.json; } |
      grep -oE '"[^"/]+\.(safetensors|bin)"'
    # [null, null] is a part that a pipeline does without, and to normalise needs no files.
    head -qc 99999 model_index.json modules.json | tr -d ' \n\r\t' | grep -oE '"[^"_][^"]*":\["|"path":"[^"]+"' |
      grep -v Normalize | sed 's/"path"://; s/"\(:\["\)*$/\//'
  } | tr -d '"' | while read -r file; do [ -e "$file" ] || { echo "$file"; break; }; done | grep . && exit
  printf '%s\n' * | grep -qE '\.(safetensors|bin|pth?|ckpt|gguf|h5|msgpack|nemo|onnx|engine)$' ||
    { [ -e tokenizer_config.json ] && ! grep -q '"architectures"' config.json; } || echo 'the weights'
) 2>/dev/null

# Without a mark: a link is made when what it points to is complete, and tokenizers come last.
is_whole() {
  look
  case $lacking in '') ;; */) is_online || return ;; *) return 1 ;; esac
  [ -f "$marks/$sha" ] || { [ ! -e "$marks/partial" ] && case " $(ls "$folder" | tr '\n' ' ')" in
    *' adapter_config.json '* | *' config.json '*' tokenizer_config.json '* | *' config.json '*' preprocessor_config.json '* | *'.json '*' tekken.json '*) ;;
    *) false ;;
  esac; }
}

# No trouble elsewhere keeps a pod from weights that it has.
accept() {
  cause=$why
  [ "$repo" ] && known && is_whole && refer || return
  say "WARNING: $model: using the complete snapshot $sha that is here, because: $cause"
  report
  exit
}

is_safe() {
  case $(realpath "$repo") in "$(realpath "$cache")"/*) ! find "$repo/refs" "$marks" -type l | grep -q . ;; *) false ;; esac
} 2>/dev/null

get() { is_safe && [ -f "$1" ] && head -c 99 "$1"; }

# Writes a file whole or not at all, whatever another pod does now.
put() {
  [ "$(get "$1" && echo .)" != "$2." ] || return 0
  is_safe && mkdir -p "${1%/*}" && [ ! -d "$1" ] && new=$(mktemp "${1%/*}/.XXXXXX") && printf %s "$2" >"$new" && chmod 644 "$new" && mv -f "$new" "$1"
} 2>/dev/null

# Ends whatever still runs. "read" finds our number without the dollar signs that Kubernetes would take for its own.
read -r me _ </proc/self/stat
halt() {
  trap '' TERM
  kill -TERM "$job" "$alarm" "-$me" 2>/dev/null
  exit "$1"
}

[ "$server" ] || die 2 'MODEL_EXPRESS_ENDPOINT is empty'
case $cache in /*) ;; *) die 2 "MODEL_EXPRESS_CACHE_DIRECTORY is '$cache', not an absolute path" ;; esac
case $stream in true | false) ;; *) die 2 "MODEL_EXPRESS_NO_SHARED_STORAGE is '$stream', neither true nor false" ;; esac
case $limit in '' | 0* | *[!0-9]*) die 2 "MX_PULL_TIMEOUT is '$limit', not seconds" ;; esac
end=$(($(date +%s) + limit)) job=0
# A shell answers no signal while a foreground child runs, so the work goes to the background, and this waits for an
# alarm that the work ends.
sleep $((limit + 9)) >/dev/null 2>&1 & alarm=$!
trap 'say "stopped by a signal"; halt 143' TERM INT
work & job=$!
if wait "$alarm" 2>/dev/null; then (die 4 'something does not end at the deadline'); else wait "$job"; fi
halt $?
