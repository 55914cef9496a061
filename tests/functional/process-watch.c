// process-watch MARKERS: reads the arguments and the environment of every process, over and over until it is ended by
// SIGTERM, and prints what it sees, each once: "found PID cmdline|environ LINE", where LINE counts the line of the file
// MARKERS that stands there, from 1; "seen NAME" for each program. At the end "rounds N".
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { most_markers = 32, most_lines = 4096, line_size = 64 };

static char markers[most_markers][256];
static char printed[most_lines][line_size];
static int marker_count, printed_count;
static volatile sig_atomic_t ended;

static void end(int number) {
    (void)number;
    ended = 1;
}

static void print_once(const char *line) {
    for (int i = 0; i < printed_count; ++i)
        if (strcmp(printed[i], line) == 0) return;
    if (printed_count < most_lines) strcpy(printed[printed_count++], line);
    puts(line);
    fflush(stdout);
}

static void look(const char *pid, const char *kind) {
    static char content[1 << 20];
    char line[line_size], path[line_size];
    snprintf(path, sizeof path, "/proc/%.16s/%s", pid, kind);
    int fd = open(path, O_RDONLY);
    if (fd < 0) return;
    size_t size = 0;
    ssize_t got;
    while (size < sizeof content - 1 && (got = read(fd, content + size, sizeof content - 1 - size)) > 0) size += got;
    close(fd);
    content[size] = 0;
    for (int i = 0; i < marker_count; ++i) {
        if (memmem(content, size, markers[i], strlen(markers[i])) == NULL) continue;
        snprintf(line, sizeof line, "found %.16s %s %d", pid, kind, i + 1);
        print_once(line);
    }
    if (size == 0 || strcmp(kind, "cmdline") != 0) return;
    const char *slash = strrchr(content, '/');
    snprintf(line, sizeof line, "seen %.40s", slash == NULL ? content : slash + 1);
    print_once(line);
}

int main(int argc, char **argv) {
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (file == NULL) return 2;
    for (char *line; marker_count < most_markers && (line = fgets(markers[marker_count], sizeof *markers, file)) != NULL;
         ++marker_count)
        line[strcspn(line, "\n")] = 0;
    signal(SIGTERM, end);
    long rounds = 0;
    for (; !ended; ++rounds) {
        DIR *processes = opendir("/proc");
        for (struct dirent *entry; (entry = readdir(processes)) != NULL;) {
            if (!isdigit((unsigned char)entry->d_name[0])) continue;
            look(entry->d_name, "cmdline");
            look(entry->d_name, "environ");
        }
        closedir(processes);
    }
    printf("rounds %ld\n", rounds);
    return 0;
}
