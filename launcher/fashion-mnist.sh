#!/bin/sh
# Makes sure that Fashion-MNIST is on this machine: fashion-mnist.sh [CLASS_PATH]
#
# Looks in the cache and where Debian's package puts it, by size only; then downloads it (the Java class
# does and verifies); then, where that is impossible but apt is there, takes Debian's package: installed as
# root, unpacked into the cache otherwise. CLASS_PATH is where the core's classes are; the build's by default.
# Exit: 0 the data are there; 3 they cannot be had; 4 they are corrupt; 69 there is no suitable JDK.
set -u
root=$(cd "$(dirname "$0")/.." && pwd) || exit
package=dataset-fashion-mnist
cache=${HOME:-/}/.cache
case ${XDG_CACHE_HOME-} in /*) cache=$XDG_CACHE_HOME ;; esac
cache=$cache/evenkeel/fashion-mnist
installed=/usr/share/datasets/fashion-mnist

# All four files, raw or gzipped, each of a plausible size. Their bytes are verified when they are read.
present() { # present FOLDER
  [ -d "$1" ] || return 1
  found=$(find "$1/" \
    \( -name train-images-idx3-ubyte -size 47040016c \) -o \
    \( -name train-images-idx3-ubyte.gz -size +20000000c \) -o \
    \( -name train-labels-idx1-ubyte -size 60008c \) -o \
    \( -name train-labels-idx1-ubyte.gz -size +20000c \) -o \
    \( -name t10k-images-idx3-ubyte -size 7840016c \) -o \
    \( -name t10k-images-idx3-ubyte.gz -size +4000000c \) -o \
    \( -name t10k-labels-idx1-ubyte -size 10008c \) -o \
    \( -name t10k-labels-idx1-ubyte.gz -size +4000c \) 2>/dev/null)
  for file in train-images train-labels t10k-images t10k-labels; do
    case $found in *"/$file-idx"*) ;; *) return 1 ;; esac
  done
}

if [ -n "${EVENKEEL_DATA-}" ]; then
  present "$EVENKEEL_DATA" && exit 0
  echo "evenkeel: EVENKEEL_DATA=$EVENKEEL_DATA: expected the four Fashion-MNIST files, not found there" >&2
  exit 3
fi
present "$cache" && exit 0
present "$installed" && exit 0

classes=${1-}
if [ -z "$classes" ]; then
  for folder in "$root/core/target/classes" "$root/core/target/quick/classes"; do
    [ -f "$folder/org/evenkeel/data/Fetch.class" ] && classes=$folder && break
  done
fi

# Downloads what is missing and verifies what is there. The JVM would take the home folder from the
# password file, not from HOME.
fetch() {
  "$jdk/bin/java" -Djava.awt.headless=true -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m \
    ${HOME:+"-Duser.home=$HOME"} -cp "$classes" org.evenkeel.data.Fetch >&2
}

if [ -n "$classes" ]; then
  . "$root/launcher/jdk.sh"
  find_jdk || exit
  fetch
  code=$?
  [ $code -eq 3 ] || exit $code
fi

if ! command -v apt-get >/dev/null 2>&1; then
  echo "evenkeel: Fashion-MNIST cannot be downloaded and there is no apt-get: put its four files into" \
    "$cache, or name their folder with --data" >&2
  exit 3
fi

work=
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

install_package() {
  apt-cache show $package >/dev/null 2>&1 || apt-get update -q >&2 || return 1
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -q -y \
    --no-install-recommends $package >&2 </dev/null
}

unpack_package() {
  command -v dpkg-deb >/dev/null 2>&1 || return 1
  mkdir -p "$cache" && work=$(mktemp -d "${cache%/*}/.package.XXXXXX") || return 1
  (
    cd "$work" || exit 1
    # Where the package lists of the system are empty or old, make fresh ones here.
    apt-get -q download $package || {
      mkdir -p lists/partial archives/partial
      options="-o Dir::State::lists=$work/lists -o Dir::Cache=$work"
      apt-get -q $options update && apt-get -q $options download $package
    } || exit 1
    dpkg-deb -x "$package"_*.deb package || exit 1
  ) >&2 || return 1
  # Into the same file system first, then each file into place at once.
  for file in "$work/package$installed"/*-ubyte*; do
    mv -f "$file" "$cache/" || return 1
  done
}

echo "evenkeel: taking Debian's package $package instead" >&2
if [ "$(id -u)" -eq 0 ]; then
  install_package || unpack_package
else
  unpack_package
fi
if ! present "$installed" && ! present "$cache"; then
  echo "evenkeel: Fashion-MNIST cannot be had: no download and no package $package; put its four files" \
    "into $cache, or name their folder with --data" >&2
  exit 3
fi
# Verified, where there is something to verify with.
[ -z "$classes" ] || fetch
