/*
 * Runs a program and writes what it cost: stopwatch FILE SECONDS PROGRAM ARGUMENT…
 *
 * FILE gets one line: seconds on the clock, seconds on the processor of the program and of all its descendants that were
 * waited for, KiB of the largest of them, and the exit code. After SECONDS the program and its process group are killed.
 *
 * A small program of its own, because a process starts with the peak memory of whoever made it: beside an interpreter
 * every small program would seem large.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t child;

static void late(int signal) { (void)signal; kill(-child, SIGKILL); }

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

int main(int argc, char **argv) {
    if (argc < 4) return 2;
    struct timespec begin, end;
    struct rusage usage;
    int status;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    child = fork();
    if (child == 0) {
        setpgid(0, 0);
        execvp(argv[3], argv + 3);
        _exit(127);
    }
    if (child < 0) return 2;
    setpgid(child, child);
    signal(SIGALRM, late);
    signal(SIGTERM, late);
    alarm((unsigned)atoi(argv[2]));
    while (wait4(child, &status, 0, &usage) < 0) {}
    clock_gettime(CLOCK_MONOTONIC, &end);
    FILE *out = fopen(argv[1], "w");
    if (!out) return 2;
    fprintf(out, "%.4f %.4f %ld %d\n", (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9,
            seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss,
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
