# munged is the distribution's where that is installed, else the bundle's. Its key is the cluster's, and never replaced.
# shellcheck shell=sh disable=SC2034

KEY=/etc/munge/munge.key

has_munge_of_distribution() {
    [ -e "$ROOT/usr/lib/systemd/system/munge.service" ] || [ -e "$ROOT/lib/systemd/system/munge.service" ] || [ -e "$ROOT/usr/sbin/munged" ]
}

check_munge_key() {
    OWN_MUNGE=0
    [ -n "$ROLES" ] || return 0
    has_munge_of_distribution || OWN_MUNGE=1
    if [ -n "$MUNGE_KEY" ]; then
        check_given_key
    elif [ ! -e "$ROOT$KEY" ] && [ "$START" = 1 ] && ! has_role controller; then
        refuse "there is no $KEY: give the controller's by --munge-key-file FILE"
    fi
}

check_given_key() {
    if [ ! -r "$MUNGE_KEY" ]; then
        refuse "--munge-key-file: $MUNGE_KEY cannot be read"
    elif [ "$(wc -c <"$MUNGE_KEY")" -lt 32 ] || [ "$(wc -c <"$MUNGE_KEY")" -gt 1024 ]; then
        refuse "--munge-key-file: $MUNGE_KEY is no key of munge, which has 32 to 1024 bytes"
    elif [ -e "$ROOT$KEY" ] && [ "$(sha256sum <"$ROOT$KEY")" != "$(sha256sum <"$MUNGE_KEY")" ]; then
        refuse "$KEY is another key than $MUNGE_KEY, and none is replaced: if no cluster uses it, remove it and run this again"
    fi
}

make_munge_key() {
    [ -n "$ROLES" ] || return 0
    munge=$(owner_of munge)
    for folder in /etc/munge /var/lib/munge /var/log/munge; do make_dir "$folder" 700 "$munge"; done
    [ ! -e "$ROOT$KEY" ] || return 0
    # An image gets no key of its own: it would be every machine's that is made of it.
    [ -n "$MUNGE_KEY" ] || { [ -z "$ROOT" ] && has_role controller; } || return 0
    perform create "$KEY" new_key
    STALE="$STALE munge"
}

# A link, unlike a rename, fails where a key has appeared meanwhile.
new_key() {
    LEFTOVER=$ROOT/etc/munge/.munge.key.$$
    rm -f "$LEFTOVER"
    if [ -n "$MUNGE_KEY" ]; then
        (umask 077 && cat "$MUNGE_KEY" >"$LEFTOVER")
    else
        "$BUNDLE/view/sbin/mungekey" --create --keyfile "$LEFTOVER"
    fi && chown "$munge" "$LEFTOVER" && chmod 400 "$LEFTOVER" && sync_path "$LEFTOVER" &&
        ln "$LEFTOVER" "$ROOT$KEY" && rm -f "$LEFTOVER" && LEFTOVER=''
}
