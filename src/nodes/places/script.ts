/** The node that a shell on another host starts. */
export interface RemoteStart {
  /** Marks the records of this node; unknown to its other output. */
  readonly token: string;
  /** Length of the archive that follows when the shell says `there`. */
  readonly bytes: number;
  /** Between two looks at an archive that is arriving, s; a link that was lost brings nothing new. */
  readonly lookEveryS?: number;
  /** For erl, from the folder of the archive. */
  readonly args: readonly string[];
}

const LOOK_EVERY_S = 10;

/**
 * Read by /bin/sh from its standard input, whatever shell the user has: so
 * nothing is quoted twice, and no process list shows anything of it. It makes
 * a private folder, unpacks our modules there, becomes the keeper of the node,
 * and removes the folder when the node has ended, however it ended. Folders
 * whose shell was killed are removed by the next one.
 *
 * Where the link breaks before the node watches it, the shell ends itself and
 * all that it started.
 */
export const startScript = ({
  token,
  bytes,
  lookEveryS = LOOK_EVERY_S,
  args,
}: RemoteStart): string => `main() {
umask 077
unset ERL_FLAGS ERL_AFLAGS ERL_ZFLAGS ERL_LIBS ERL_INETRC ERL_EPMD_ADDRESS
export ERL_CRASH_DUMP_BYTES=0 ERL_CRASH_DUMP_SECONDS=0
PATH=$PATH:/usr/local/bin:/opt/homebrew/bin:/usr/local/lib/erlang/bin:$HOME/.asdf/shims
${FIND_TEMPORARY}
for f in "$t"/${FOLDER}-*; do
  p=\${f#"$t"/${FOLDER}-}
  kill -0 "\${p%%-*}" 2>/dev/null || rm -rf "$f" 2>/dev/null
done
d=$t/${FOLDER}-$$-${token.slice(0, 8)}
mkdir "$d" || exit 1
w=
trap '[ -z "$w" ] || kill $w; rm -rf "$d"; exit 1' HUP INT TERM PIPE
( n=none; m=
trap 'kill $s; exit' TERM
while [ "$m" != "$n" ]; do
  n=$m; sleep ${lookEveryS} & s=$!; wait $s
  m=$(ls -R "$d")
done
rm -rf "$d"; kill -9 0 ) </dev/null >/dev/null 2>&1 &
w=$!
set -- $SSH_CONNECTION
${say(token, `{"t":"there","folder":"%s","address":"%s","caller":"%s"}`, `"$d" "$3" "$1"`)}
head -c ${bytes} | tar -xf - -C "$d"
status=$?
kill $w
wait $w 2>/dev/null
w=
[ $status = 0 ] || { rm -rf "$d"; echo "its files could not be unpacked in $t (is it full?)" >&2; exit 1; }
cd "$d" || exit 1
${say(token, `{"t":"unpacked"}`, "")}
erl ${args.map(quoted).join(" ")}
status=$?
cd /
rm -rf "$d"
${say(token, `{"t":"exit","status":%d}`, "$status")}
}
main; exit
`;

/** For /bin/sh: makes `t` the folder for temporary files. */
export const FIND_TEMPORARY = `t=\${TMPDIR:-/tmp}
case $t in *[!A-Za-z0-9_./-]*) t=/tmp;; esac
[ -d "$t" ] && [ -w "$t" ] || t=/tmp`;

/** The name of folders on other hosts. */
const FOLDER = "paxy-place";

const say = (token: string, json: string, values: string): string =>
  `printf '\\036%s${json}\\n' ${token} ${values}`;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
