# Puts the build below PREFIX, as slurm-factory install does: generations/N -> ../BUILD, current -> generations/N. A kill
# at any instant leaves the `current` that was there.
# shellcheck shell=sh

place_build() {
    [ "$SHARED" = 0 ] || record "$PREFIX" shared
    [ "$PLACE" = 1 ] || return 0
    [ "$CHECK" = 1 ] || rm -rf "$DEST"/.new-* "$DEST"/.current.*
    [ -d "$DEST/$BUILD" ] || perform create "$PREFIX/$BUILD" copy_build
    is_current || perform switch "$PREFIX/current to $BUILD" point_current
}

is_current() { [ -e "$DEST/current" ] && [ "$(readlink -f "$DEST/current")" = "$(readlink -f "$DEST/$BUILD")" ]; }

copy_build() {
    LEFTOVER=$DEST/.new-$$
    mkdir "$LEFTOVER" || return 1
    for part in view modules data manifest; do cp -a "$BUNDLE/$part" "$LEFTOVER/" || return 1; done
    chown -R 0:0 "$LEFTOVER" && chmod -R u+rwX,go+rX,go-w "$LEFTOVER" &&
        clear_prefixes "$LEFTOVER" && relocated_files_are_whole && write_prefixes "$LEFTOVER" || return 1
    # Where SELinux is, files have the labels that their place asks for, not those of where the tarball was unpacked.
    if [ -e /sys/fs/selinux/enforce ] && command -v restorecon >/dev/null; then restorecon -RF "$LEFTOVER" || return 1; fi
    sync_tree "$LEFTOVER"
    mv -T "$LEFTOVER" "$DEST/$BUILD" && LEFTOVER='' && sync_path "$DEST"
}

relocated_files_are_whole() {
    bad=$(bad_files "$LEFTOVER" relocated)
    [ -z "$bad" ] || note "not the files that were built: $bad"
    [ -z "$bad" ]
}

point_current() {
    generation=1
    for link in "$DEST"/generations/*; do
        case ${link##*/} in
        *[!0-9]*) continue ;;
        esac
        [ "${link##*/}" -lt "$generation" ] || generation=$((${link##*/} + 1))
    done
    mkdir -p "$DEST/generations" && ln -s "../$BUILD" "$DEST/generations/$generation" && sync_path "$DEST/generations" &&
        ln -s "generations/$generation" "$DEST/.current.$$" && mv -T "$DEST/.current.$$" "$DEST/current" && sync_path "$DEST"
}
