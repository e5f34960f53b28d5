#!/usr/bin/env bash
# A wrapper of rustc that lets libFuzzer see which branches of the program a file takes. What the program depends on stays as
# it is: it runs faster, and the files are grown towards our code.
set -euo pipefail
rustc="$1"
shift
flags=()
case " $* " in
*" --crate-name cercle "*) flags=(
    -Cpasses=sancov-module
    -Cllvm-args=-sanitizer-coverage-level=4
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
    -Cllvm-args=-sanitizer-coverage-pc-table
    -Cllvm-args=-sanitizer-coverage-trace-compares
) ;;
esac
exec "$rustc" "$@" ${flags[@]+"${flags[@]}"}
