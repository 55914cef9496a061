# Slurm's commands and manual for every login, and the folder of its modulefile: module load slurm.
# Written by slurm_install.sh. It changes with /opt/slurm/current alone, not with an upgrade.
# shellcheck shell=sh
case ":$PATH:" in
*:/opt/slurm/current/view/bin:*) ;;
*)
    PATH=/opt/slurm/current/view/bin:$PATH
    [ "$(id -u)" != 0 ] || PATH=/opt/slurm/current/view/sbin:$PATH
    # An empty part stands for the system's own pages.
    MANPATH=/opt/slurm/current/view/share/man:${MANPATH:-}
    MODULEPATH=${MODULEPATH:+$MODULEPATH:}/opt/slurm/current/modules
    export PATH MANPATH MODULEPATH
    ;;
esac
