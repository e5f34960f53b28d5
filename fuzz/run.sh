#!/usr/bin/env bash
# Runs every target for some seconds, or only those that are named: fuzz/run.sh SECONDS [TARGET…]
#
# Needs Rust (stable) and a C++ compiler, for libFuzzer. What grows the corpus goes to target/grown, what breaks a promise to
# target/findings; both are in fuzz/. Ends with 1 if anything was found.
set -euo pipefail
cd "$(dirname "$0")"
seconds="${1:?usage: fuzz/run.sh SECONDS [TARGET…]}"
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(ls corpus)

folder="${CARGO_TARGET_DIR:-target}"
RUSTC_WRAPPER="$PWD/instrument.sh" CARGO_TARGET_DIR="$folder" cargo build --quiet --bin target

# memory that is given back to the system after every file takes longer to get anew than the file to read (glibc)
export MALLOC_TRIM_THRESHOLD_=1000000000 MALLOC_MMAP_THRESHOLD_=1000000000 MALLOC_TOP_PAD_=16777216

found=0
for target in "${targets[@]}"; do
    mkdir -p "$folder/grown/$target" "$folder/findings/$target"
    log="$folder/findings/$target.log"
    CERCLE_TARGET="$target" "$folder/debug/target" \
        -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=8192 -detect_leaks=0 -print_final_stats=1 \
        -artifact_prefix="$folder/findings/$target/" "$folder/grown/$target" "corpus/$target" > "$log" 2>&1 || found=1
    runs="$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
    printf '%-12s %9s runs' "$target" "${runs:-?}"
    if grep -qE 'panicked|ERROR: libFuzzer' "$log"; then printf '  FOUND: see %s' "$log"; fi
    printf '\n'
done
exit "$found"
