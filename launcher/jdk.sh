# Finds the JDK that Evenkeel runs on. To be sourced: `find_jdk` leaves its folder in $jdk.
# Only each JDK's `release` file is read; no java is started.
# Wanted: 25.0.3 or a later update of 25 (earlier ones have a garbage-collector bug with pinned arrays).

suitable_jdk() { # suitable_jdk FOLDER
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  version=
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in JAVA_VERSION=*) version=${line#JAVA_VERSION=} ;; esac
  done <"$1/release"
  version=${version#\"}
  version=${version%%\"*}
  case $version in
    25.0.[3-9] | 25.0.[3-9].* | 25.0.[1-9][0-9] | 25.0.[1-9][0-9].*) return 0 ;;
    *) return 1 ;;
  esac
}

# The folder of the `java` on the PATH, links followed: .../bin/java -> ...
jdk_of_path() {
  java=$(command -v java) || return 1
  while [ -L "$java" ]; do
    link=$(readlink "$java") || return 1
    case $link in
      /*) java=$link ;;
      *) java=${java%/*}/$link ;;
    esac
  done
  java=${java%/*}
  jdk_of_path=${java%/*}
}

find_jdk() {
  wanted="a JDK 25, update 25.0.3 or later of 25 (for example the Eclipse Temurin package temurin-25-jdk)"
  jdk=
  if [ -n "${EVENKEEL_JAVA_HOME-}" ]; then
    if suitable_jdk "$EVENKEEL_JAVA_HOME"; then
      jdk=$EVENKEEL_JAVA_HOME
      return 0
    fi
    echo "evenkeel: EVENKEEL_JAVA_HOME=$EVENKEEL_JAVA_HOME is not suitable: expected $wanted," \
      "found ${version:-no JDK}" >&2
    return 69
  fi
  if [ -n "${JAVA_HOME-}" ] && suitable_jdk "$JAVA_HOME"; then
    jdk=$JAVA_HOME
    return 0
  fi
  if jdk_of_path && suitable_jdk "$jdk_of_path"; then
    jdk=$jdk_of_path
    return 0
  fi
  for folder in /usr/lib/jvm/* /opt/* /opt/java/* "${HOME-}"/.sdkman/candidates/java/* \
    "${HOME-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if suitable_jdk "$folder"; then
      jdk=$folder
      return 0
    fi
  done
  echo "evenkeel: please install $wanted, or name its folder in EVENKEEL_JAVA_HOME" >&2
  return 69
}
