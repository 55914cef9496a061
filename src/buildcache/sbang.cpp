#include "buildcache/sbang.h"

#include "base/files.h"

namespace sf {
namespace {

// perl and ruby refuse a script whose first line names another interpreter, unless -x tells them to search for theirs.
constexpr const char* kScript = R"(#!/bin/sh
# Runs a script by the interpreter that its second line names, after #!, //!, --! or <?php #!.
{ read -r _ && read -r line; } <"$1" || { echo "sbang: $1 has no second line" >&2; exit 1; }
case $line in
'#!'*) line=${line#??} ;;
'//!'* | '--!'*) line=${line#???} ;;
'<?php #!'*) line=${line#*'#!'} line=${line%'?>'} ;;
*) echo "sbang: the second line of $1 names no interpreter" >&2; exit 1 ;;
esac
set -f
for word in $line; do
    case $word in
    */env) continue ;;
    perl | */perl | ruby | */ruby) exec $line -x "$@" ;;
    *) exec $line "$@" ;;
    esac
done
)";

}  // namespace

fs::path sbang_path(const fs::path& store) {
    return store / "bin/sbang";
}

void put_sbang(const fs::path& store) {
    const fs::path path = sbang_path(store);
    if (read_file_if_exists(path) == kScript) return;
    make_dirs(path.parent_path());
    write_file_atomic(path, kScript, 0755);
}

}  // namespace sf
