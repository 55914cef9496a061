# The bundle that the script lies in, as its manifest describes it. The JSON is slurm-factory's own, one key a line.
# shellcheck shell=sh disable=SC2034

json_string() { sed -n "s/^ *\"$2\": \"\\([^\"]*\\)\".*/\\1/p" "$BUNDLE/manifest/$1" | head -n 1; }

# A build is named by Slurm's version and what the bundle holds; so is what slurm-factory installs.
read_bundle() {
    BUNDLE=${HERE%/data/slurm_assets}
    for file in capabilities files relocation requirements; do
        [ -r "$BUNDLE/manifest/$file.json" ] || fail "$BUNDLE/manifest/$file.json is missing: unpack the whole tarball"
    done
    VERSION=$(json_string capabilities.json slurm)
    BUILD=$VERSION-$(sha256sum "$BUNDLE/manifest/files.json" | cut -c 1-8)
    case $BUILD in
    -* | *- | *[!A-Za-z0-9._-]*) fail "$BUNDLE/manifest names no version" ;;
    esac
    DEST=$ROOT$PREFIX
    VIEW=$PREFIX/current/view
}

# OFFSET ROOM TARGET FILE, a line for each prefix of the build that stands in a file of the view.
relocations() {
    awk -F '"' '
        /^ *\{$/ { file = ""; target = "view" }
        $2 == "file" { file = $4 }
        $2 == "target" { target = $4 }
        $2 == "offset" || $2 == "room" { number = $3; gsub(/[^0-9]/, "", number); value[$2] = number }
        /^ *\},?$/ && file != "" { print value["offset"], value["room"], target, file; file = "" }
    ' "$BUNDLE/manifest/relocation.json"
}

# Lines for sha256sum -c: of the files that are relocated (`relocated`) or of all others (`others`).
checksums() {
    relocations | awk -v which="$1" '
        table { sub(/^[^ ]* [^ ]* [^ ]* /, ""); moved["view/" $0] = 1; next }
        { split($0, part, "\"") }
        part[2] == "path" { path = part[4] }
        part[2] == "sha256" && (path in moved) == (which == "relocated") { print part[4] "  " path }
    ' table=1 - table=0 "$BUNDLE/manifest/files.json"
}

links() {
    awk -F '"' '$2 == "path" { path = $4 } $2 == "target" { print path }' "$BUNDLE/manifest/files.json"
}

# bad_files FOLDER WHICH: prints those whose bytes are not the manifest's.
bad_files() {
    checksums "$2" | (cd "$1" && sha256sum -c 2>/dev/null) | sed -n '/: OK$/!s/: FAILED.*//p'
    [ "$2" = others ] || return 0
    links | while IFS= read -r link; do [ -L "$1/$link" ] || printf '%s\n' "$link"; done
}

# overwrite FILE OFFSET <BYTES
overwrite() { dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null; }

# In the copy of a bundle at $1: what stands for the build's prefixes counts as zeros in the manifest's hashes.
clear_prefixes() {
    relocations | while read -r offset room target file; do
        case /$file/$target/ in
        */../*) return 1 ;;
        esac
        [ -f "$1/view/$file" ] && [ ! -L "$1/view/$file" ] || return 1
        head -c "$room" /dev/zero | overwrite "$1/view/$file" "$offset" || return 1
    done
}

# Puts the real path there, filled with slashes on its left, so that no size changes.
write_prefixes() {
    relocations | while read -r offset room target file; do
        path=$PREFIX/$BUILD/$target
        while [ ${#path} -lt "$room" ]; do path=/$path; done
        printf %s "$path" | overwrite "$1/view/$file" "$offset" || return 1
    done
}

# The longest path that must fit, by the entry that has the least room for it; prints what is too long.
prefixes_without_room() {
    relocations | while read -r offset room target file; do
        path=$PREFIX/$BUILD/$target
        [ ${#path} -le "$room" ] || printf '%s is longer than the %s characters that %s has room for\n' "$path" "$room" "$file"
    done | head -n 1
}
