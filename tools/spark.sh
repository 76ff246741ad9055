#!/bin/sh
# Provide Java and Apache Spark for the tests of tests/conformance: spark.sh FOLDER. What is there is taken (Java 17 or
# newer; SPARK_HOME), else Java comes from Debian through apt and Spark from PyPI's sdist, whose folder `deps` is the
# whole distribution: to unpack it takes seconds, where to build the wheel from it takes minutes.
# With CI=true it is a failure where they can't be had: CI never passes on skipped tests.
set -eu
folder=$1
here=$(dirname "$0")

give_up() {
    cat >&2 <<MESSAGE

  ************************************************************************
  NO SPARK: $1
  The tests of facts on Spark will be SKIPPED. Install Java 17 (Debian:
  openjdk-17-jre-headless) and set SPARK_HOME to Apache Spark 4, to run them.
  ************************************************************************

MESSAGE
    [ "${CI:-}" = true ] && exit 1
    exit 0
}

if ! command -v java >/dev/null 2>&1; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
        echo "Installing Debian's Java for the tests of facts on Spark ..."
        $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null || true
    fi
    command -v java >/dev/null 2>&1 || give_up "no Java was found, and none could be installed here."
fi

[ -z "${SPARK_HOME:-}" ] || exit 0
[ -f "$folder/ready" ] && cmp -s "$here/spark.txt" "$folder/ready" && exit 0

rm -rf "$folder" && mkdir -p "$folder"
"$folder/../bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: \
    --require-hashes --requirement "$here/spark.txt" --dest "$folder" 2>"$folder/pip.log" ||
    give_up "Apache Spark could not be downloaded: $(tail -n 1 "$folder/pip.log")"
tar -xzf "$folder"/pyspark-*.tar.gz -C "$folder" --strip-components=2 --wildcards '*/deps/bin' '*/deps/jars'
rm -f "$folder"/pyspark-*.tar.gz "$folder/pip.log"
cp "$here/spark.txt" "$folder/ready"
