# Builds the benchmark if need be and runs it in place of the tool. To be sourced by the launcher, whose
# variables and functions it uses; the application itself is built by then.

bench=$home/bench

bench_is_stale() {
  [ -f "$bench/built" ] || return 0
  newer=$(cd "$root" && find pom.xml core/pom.xml report/pom.xml examples/pom.xml bench/pom.xml \
    core/src/main report/src/main examples/src/main bench/src/main -newer "$bench/built" 2>&1 | head -n 1)
  [ -n "$newer" ]
}

bench_build() {
  bench_is_stale || return 0
  log=$home/bench-build.log
  echo "evenkeel: building the benchmark (log: $log)" >&2
  rm -rf "$bench" "$root/bench/target/quick/app"
  mkdir -p "$bench" || fail 70 "cannot write to $home"
  : >"$bench/built.new"
  (cd "$root" && JAVA_HOME=$jdk exec mvn -B -ntp -Dquick -DskipTests -Dmaven.test.skip -pl bench -am package) \
    >"$log" 2>&1 </dev/null 9>&- || {
    error=$(grep -m 1 '^\[ERROR\].*\.java' "$log" || grep -m 1 '^\[ERROR\] Failed' "$log" || tail -n 1 "$log")
    fail 70 "the build failed: ${error#\[ERROR\] } (log: $log)"
  }
  target=$root/bench/target/quick
  cp "$target"/app/*.jar "$target"/evenkeel-bench-*.jar "$bench/" || fail 70 "cannot copy to $home"
  mv "$bench/built.new" "$bench/built"
}

if bench_is_stale; then
  command -v mvn >/dev/null 2>&1 || fail 69 "please install Apache Maven (mvn), 3.8.7 or later, for the benchmark"
  locked bench_build
fi

set -f
exec "$jdk/bin/java" \
  --add-modules jdk.incubator.vector --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -Xms64m \
  -Djava.awt.headless=true ${HOME:+"-Duser.home=$HOME"} "-Devenkeel.root=$root" \
  -cp "$bench/*" org.evenkeel.bench.BenchCommand "$@"
